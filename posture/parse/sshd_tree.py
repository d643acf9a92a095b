"""Follows Include through sshd_config files and says for whom each line holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from posture.model.answer import File
from posture.model.evidence import Evidence, Observed, Reason, Unavailable
from posture.model.request import WILDCARDS
from posture.parse.sshd_syntax import Directive, directives

FOLDER = "/etc/ssh"
DEEPEST = 16
"""sshd's own limit of nested Include."""

Find: TypeAlias = Callable[[str], Evidence[tuple[File, ...]]]
"""All files at a path or glob, as far as they are known."""

ALL = "all"
Scope: TypeAlias = tuple[str, ...]
"""The conditions of the Match blocks around a line; empty for the global part."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A directive and the connections it holds for."""

    directive: Directive
    scope: Scope


@dataclass(frozen=True, slots=True)
class Entered:
    """A file that is read at this point."""

    file: File


@dataclass(frozen=True, slots=True)
class Missing:
    """An Include that could not be read."""

    path: str
    why: Unavailable


Met: TypeAlias = Placed | Entered | Missing

MOST = 50_000
"""Files entered and lines placed in one reading: files that include each other cost no more than this."""


def tree(file: File, find: Find) -> Iterator[Met]:
    """Every file and line in the order sshd meets it.

    A Match holds until the next one or the end of its file; an included file starts with the conditions of
    the line that includes it and leaves them as they were. What goes on too long ends with a Missing.
    """
    for count, met in enumerate(_entered(file, find, (), 0)):
        if count >= MOST:
            why = Unavailable(Reason.TRUNCATED, f"more than {MOST} lines with all that is included")
            yield Missing(file.path, why)
            return
        yield met


def _entered(file: File, find: Find, scope: Scope, depth: int) -> Iterator[Met]:
    current = scope
    yield Entered(file)
    for directive in directives(file):
        if directive.keyword == "match":
            current = _narrowed(scope, directive.criteria)
        elif directive.keyword == "include":
            for word in directive.words:
                yield from _included(word, find, current, depth)
        else:
            yield Placed(directive, current)


def _included(word: str, find: Find, scope: Scope, depth: int) -> Iterator[Met]:
    if not word or depth >= DEEPEST:
        return
    path = word if word.startswith("/") else f"{FOLDER}/{word}"
    answer = find(path)
    if isinstance(answer, Unavailable):
        yield Missing(path, answer)
    elif isinstance(answer, Observed):
        for file in sorted(answer.value, key=lambda file: file.path.encode("utf-8", "surrogateescape")):
            if not _hidden(file.path, path):
                yield from _entered(file, find, scope, depth + 1)


def _narrowed(outer: Scope, criteria: str) -> Scope:
    """The conditions inside a Match: `all` adds none, and alone it stands for itself."""
    if criteria != ALL:
        return (*(one for one in outer if one != ALL), criteria)
    return outer or (ALL,)


def _hidden(path: str, pattern: str) -> bool:
    """glob(3) does not match a leading dot by a wildcard."""
    pairs = zip(path.split("/"), pattern.split("/"), strict=False)
    return any(part.startswith(".") and wanted[:1] in WILDCARDS for part, wanted in pairs)
