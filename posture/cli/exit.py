"""Every exit code, and how one is chosen when several hold."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    """The thresholds are met."""
    FINDINGS = 1
    """Open findings at or over the threshold, the score under it, or the required level not attained."""
    INVALID = 2
    """Usage, content, baseline, waiver, attestation or inventory invalid."""
    INCOMPLETE = 3
    """A target unreachable, or checks in error."""
    INTERNAL = 4
    """A fault of ours."""
    INTERRUPTED = 130
    """Ctrl-C; partial results are kept."""


_RANK = (Exit.INTERRUPTED, Exit.INTERNAL, Exit.INVALID, Exit.FINDINGS, Exit.INCOMPLETE, Exit.OK)


def worst(codes: Iterable[Exit]) -> Exit:
    """The code that outweighs the others: 4 over 2 over 1 over 3 over 0."""
    return min(codes, key=_RANK.index, default=Exit.OK)
