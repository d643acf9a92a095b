"""Versions of installed packages, from dpkg's status file."""

from __future__ import annotations

from collections.abc import Iterable


def version_of(status: str, names: Iterable[str]) -> tuple[int, ...] | None:
    """The upstream version of the first of these packages that is installed, as numbers; None where none is."""
    text = f"\n{status}"
    for name in names:
        start = text.find(f"\nPackage: {name}\n")
        if start < 0:
            continue
        end = text.find("\n\n", start)
        lines = text[start : end if end >= 0 else len(text)].split("\n")
        fields = dict(line.split(": ", 1) for line in lines if ": " in line and line[:1] != " ")
        if fields.get("Status", "").endswith(" installed"):
            return upstream(fields.get("Version", ""))
    return None


def upstream(version: str) -> tuple[int, ...] | None:
    """`1:1.22.1-9+deb12u1` is (1, 22, 1); None where it begins with no number."""
    bare = version.split(":", 1)[-1].split("-", 1)[0]
    numbers: list[int] = []
    for part in bare.split("."):
        digits = part[: next((i for i, char in enumerate(part) if not "0" <= char <= "9"), len(part))]
        if not digits or len(digits) > 9:
            break
        numbers.append(int(digits))
    return tuple(numbers) or None
