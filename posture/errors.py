"""Everything the engine raises on purpose.

    PostureError
    ├── UsageError          the command line asks for something that is not there      exit 2
    ├── ContentError        a check, baseline, waiver or attestation file is invalid    exit 2
    │   └── (carries `problems`: every fault found, each with file, line and column)
    ├── TargetError         a target cannot be opened at all: the asset is unreachable  exit 3
    └── BundleError         a bundle or an assessment file is damaged or hostile        exit 2

World troubles met while collecting are no exceptions: they are `Unavailable` evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class PostureError(Exception):
    """Base of all errors raised on purpose; its text is one line, fit for a person."""


class UsageError(PostureError):
    """An id, a name or an option that means nothing here."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a content file: where it is and what was expected there."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ContentError(PostureError):
    """One or more content files are invalid; `problems` lists every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class TargetError(PostureError):
    """A target cannot be opened; `reason` is a word of `posture.model.evidence.Reason`."""

    def __init__(self, message: str, reason: str = "unreachable") -> None:
        self.reason = reason
        super().__init__(message)


class BundleError(PostureError):
    """A recorded file cannot be trusted or read."""
