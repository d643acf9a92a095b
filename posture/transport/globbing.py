"""Matching paths the way a shell does."""

from __future__ import annotations

from fnmatch import fnmatchcase


def part_matches(name: str, pattern: str) -> bool:
    """One part of a path: a wildcard does not match a leading dot."""
    return fnmatchcase(name, pattern) and (not name.startswith(".") or pattern.startswith("."))


def path_matches(path: str, pattern: str) -> bool:
    """A whole path, part by part: a wildcard does not match a slash."""
    have, want = path.split("/"), pattern.split("/")
    return len(have) == len(want) and all(map(part_matches, have, want))
