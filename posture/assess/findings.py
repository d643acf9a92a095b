"""Makes findings of what the judges settled: with weight, evidence, waiver and a stable fingerprint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256

from posture.assess.judge import Settled
from posture.assess.risk import finding_risk
from posture.assess.subject import Frame, Subject
from posture.model.assessment import EvidenceRef, Finding
from posture.model.check import Check
from posture.model.evidence import Source
from posture.model.outcome import Disposition, Outcome

EXCERPT = 400
"""Characters of one line that go into a finding."""


def findings(frame: Frame, subject: Subject, settled: Mapping[str, tuple[Settled, ...]]) -> Iterator[Finding]:
    """The findings of one asset, in the order of the checks."""
    for check in frame.checks:
        controls = frame.clauses.get(check.id, ())
        for one in settled[check.id]:
            yield _finding(frame, subject, check, one, controls)


def _finding(frame: Frame, subject: Subject, check: Check, one: Settled, controls: tuple[str, ...]) -> Finding:
    weight = finding_risk(check.ccss, subject.criticality)
    waiver = _waiver(frame, check, subject, one)
    name = clean(one.subject)
    return Finding(
        check=check.id,
        asset=subject.name,
        subject=name,
        title=check.title,
        layer=check.layer,
        severity=check.severity,
        ccss=str(check.ccss),
        outcome=one.outcome,
        disposition=Disposition.WAIVED if waiver else Disposition.OPEN,
        because=clean(one.because),
        expected=clean(one.expected),
        observed=clean(one.observed),
        evidence=tuple(_reference(place) for place in one.places),
        fix=check.fix,
        controls=controls,
        references={name: values for name, values in check.maps.items() if name != frame.baseline.id},
        fingerprint=fingerprint(check.id, subject.name, name),
        risk=weight if one.outcome is Outcome.FAIL else 0.0,
        risk_upper=weight if one.outcome is Outcome.FAIL or one.outcome.undecided else 0.0,
        reason=str(one.reason),
        waiver=waiver,
        why=check.why,
        confirm=check.confirm,
    )


def _waiver(frame: Frame, check: Check, subject: Subject, one: Settled) -> str:
    """The waiver in force, in words, for failures only: what passed needs none, what is unknown cannot have one."""
    if one.outcome is not Outcome.FAIL:
        return ""
    for waiver in frame.waivers:
        if waiver.covers(check.id, subject.name, one.subject) and waiver.valid_on(frame.today):
            return f"{waiver.id}: {waiver.reason} (approved by {waiver.approver}, until {waiver.expires})"
    return ""


def fingerprint(check: str, asset: str, subject: str) -> str:
    """32 hex digits that stay the same as long as check, asset and subject do."""
    return sha256("\0".join((check, asset, subject)).encode()).hexdigest()[:32]


def _reference(place: Source) -> EvidenceRef:
    return EvidenceRef(clean(place.what), place.line, clean(place.excerpt[:EXCERPT]), place.digest)


def clean(text: str) -> str:
    """Text fit for UTF-8: bytes that were not, come back as \\xNN."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return text
