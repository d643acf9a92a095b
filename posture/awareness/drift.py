"""What changed between two assessments, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from posture.model.assessment import Assessment, Finding
from posture.model.outcome import Outcome


class Change(StrEnum):
    """What happened to a finding."""

    NEW = "new"
    FIXED = "fixed"
    REGRESSED = "regressed"
    GONE = "gone"
    OTHER = "changed"


class Cause(StrEnum):
    """Why it happened."""

    HOST = "host changed"
    BASELINE = "baseline or level changed"
    CONTENT = "check changed"
    WAIVER = "waiver changed or expired"
    COVERAGE = "coverage changed"
    ASSET = "asset new or gone"


@dataclass(frozen=True, slots=True)
class Drift:
    """One changed finding: before and after (None where it did not exist), and the cause."""

    fingerprint: str
    change: Change
    cause: Cause
    before: Finding | None
    after: Finding | None


def drift(old: Assessment, new: Assessment) -> tuple[Drift, ...]:
    """Every finding whose outcome or disposition differs, in the order of the newer assessment, then the gone ones."""
    before = {finding.fingerprint: finding for finding in old.findings}
    after = {finding.fingerprint: finding for finding in new.findings}
    return tuple(_changes(old, new, before, after))


def _changes(
    old: Assessment, new: Assessment, before: Mapping[str, Finding], after: Mapping[str, Finding]
) -> Iterator[Drift]:
    for key in [*after, *(key for key in before if key not in after)]:
        a, b = before.get(key), after.get(key)
        if a and b and (a.outcome, a.disposition) == (b.outcome, b.disposition):
            continue
        yield Drift(key, _change(a, b), _cause(old, new, a, b), a, b)


def _change(a: Finding | None, b: Finding | None) -> Change:
    if a is None:
        return Change.NEW
    if b is None:
        return Change.GONE
    if a.outcome is Outcome.FAIL and b.outcome is Outcome.PASS:
        return Change.FIXED
    if b.outcome is Outcome.FAIL and a.outcome is Outcome.PASS:
        return Change.REGRESSED
    return Change.OTHER


def _cause(old: Assessment, new: Assessment, a: Finding | None, b: Finding | None) -> Cause:
    """The nearest cause that explains the change; a changed value on the host explains it best."""
    some = a or b
    assert some is not None
    if {some.asset} - ({asset.name for asset in old.assets} & {asset.name for asset in new.assets}):
        return Cause.ASSET
    if a and b and a.outcome is b.outcome:
        return Cause.WAIVER
    if (a and a.outcome.undecided) or (b and b.outcome.undecided):
        return Cause.COVERAGE
    if a and b and _seen(a) != _seen(b):
        return Cause.HOST
    if (old.baseline.digest, old.baseline.level) != (new.baseline.digest, new.baseline.level):
        return Cause.BASELINE
    if old.tool.content_digest != new.tool.content_digest:
        return Cause.CONTENT
    return Cause.HOST


def _seen(finding: Finding) -> tuple[str, frozenset[str]]:
    """What was observed, with the digests of the answers it was read from."""
    return finding.observed, frozenset(one.digest for one in finding.evidence if one.digest)
