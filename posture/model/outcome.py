"""The words for results: outcome, severity, disposition, control verdict."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What the engine settled for one check, asset and subject."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    ERROR = "error"
    NOT_APPLICABLE = "notapplicable"
    NOT_CHECKED = "notchecked"

    @property
    def undecided(self) -> bool:
        """Neither good nor bad is known: counts as both ends of an interval, never as a pass."""
        return self in (Outcome.UNKNOWN, Outcome.ERROR, Outcome.NOT_CHECKED)


class Severity(StrEnum):
    """The CVSS band of a CCSS base score (NISTIR 7502 names no bands of its own)."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)

    @classmethod
    def of(cls, score: float) -> Severity:
        """The band of a score 0-10: low from 0.1, medium from 4.0, high from 7.0, critical from 9.0."""
        for floor, band in ((9.0, cls.CRITICAL), (7.0, cls.HIGH), (4.0, cls.MEDIUM), (0.1, cls.LOW)):
            if score >= floor:
                return band
        return cls.NONE


class Disposition(StrEnum):
    """Whether a deviation has been accepted. It never changes the outcome."""

    OPEN = "open"
    WAIVED = "waived"


class ControlVerdict(StrEnum):
    """符合, 部分符合, 不符合, 不适用; and *unassessed* where nobody has looked."""

    MET = "met"
    PARTIAL = "partial"
    UNMET = "unmet"
    NOT_APPLICABLE = "notapplicable"
    UNASSESSED = "unassessed"
