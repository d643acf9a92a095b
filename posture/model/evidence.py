"""What came back when we asked: seen, not there, or could not look.

`Absent` is a statement about the target: we looked, with the right to look, and it is not there.
`Unavailable` is a statement about us. The two share no base class and no truth value, so the one
cannot be taken for the other by accident.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NoReturn, TypeAlias, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Reason(StrEnum):
    """Why we could not look."""

    PERMISSION = "permission"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOOL_MISSING = "tool-missing"
    TRUNCATED = "truncated"
    NOT_IN_BUNDLE = "not-in-bundle"
    UNPARSABLE = "unparsable"
    UNSUPPORTED = "unsupported"
    STALE = "stale"
    FAILED = "failed"
    """The tool was there and ran, but did not answer (non-zero status, file gone while reading)."""
    NOT_ATTESTED = "not-attested"
    """Only a person can answer this, and nobody has yet."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was seen: a file (with line, from 1) or a command, and the line itself."""

    what: str
    line: int | None = None
    excerpt: str = ""
    digest: str = ""

    def __str__(self) -> str:
        return f"{self.what}:{self.line}" if self.line else self.what


class _NoTruth:
    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError("evidence is three-valued: match on Observed, Absent and Unavailable")


@dataclass(frozen=True)  # no slots: a frozen, slotted generic cannot be called as Observed[int](...)
class Observed(_NoTruth, Generic[T]):
    """We looked and saw `value`."""

    value: T
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent(_NoTruth):
    """We looked, and it is not there. `sources` say where we looked."""

    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Unavailable(_NoTruth):
    """We could not look. `detail` is one line for a person: what, where, and how to mend it."""

    reason: Reason
    detail: str = ""
    sources: tuple[Source, ...] = ()


Evidence: TypeAlias = Observed[T] | Absent | Unavailable


def refine(evidence: Evidence[T], parse: Callable[[T], U]) -> Evidence[U]:
    """Apply a pure parser to what was observed; the other two values pass through unchanged."""
    if isinstance(evidence, Observed):
        return Observed(parse(evidence.value), evidence.sources)
    return evidence
