"""How the parts of the page find each other: anchors of checks, clauses and findings, and asset numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from posture.model.assessment import Assessment, Finding
from posture.model.outcome import Disposition, Outcome
from posture.report.page_anchors import anchors
from posture.report.visible import visible_line
from posture.report.words import OUTCOMES, WAIVED, Word


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to an anchor of the page; `anchor` is empty where there is nothing to lead to."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Place:
    """One finding's asset and subject. `number` is the asset's number in the page's filter."""

    asset: str
    number: int
    subject: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and its place."""

    finding: Finding
    place: Place


@dataclass(frozen=True, slots=True)
class Index:
    """Anchors by check id and by clause, numbers by asset name (from 1), and every finding with its place."""

    checks: Mapping[str, str]
    controls: Mapping[str, str]
    assets: Mapping[str, int]
    findings: tuple[Placed, ...]

    @classmethod
    def of(cls, assessment: Assessment) -> Index:
        names = [asset.name for asset in assessment.assets] + [finding.asset for finding in assessment.findings]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(names), 1)}
        return cls(
            checks=anchors("check", (finding.check for finding in assessment.findings)),
            controls=anchors("control", (control.id for control in assessment.controls)),
            assets=numbers,
            findings=tuple(_placed(assessment.findings, numbers)),
        )

    def control(self, clause: str) -> Link:
        return Link(visible_line(clause), self.controls.get(clause, ""))

    def check(self, check: str) -> Link:
        return Link(visible_line(check), self.checks.get(check, ""))


def _placed(findings: tuple[Finding, ...], numbers: Mapping[str, int]) -> list[Placed]:
    """Two findings may share a fingerprint by accident; each still has an anchor of its own."""
    seen: Counter[str] = Counter()
    keys = []
    for finding in findings:
        seen[finding.fingerprint] += 1
        keys.append(f"{finding.fingerprint}\n{seen[finding.fingerprint]}")
    named = anchors("f", (key.removesuffix("\n1") for key in keys))
    return [
        Placed(
            finding,
            Place(
                asset=visible_line(finding.asset),
                number=numbers[finding.asset],
                subject=visible_line(finding.subject),
                anchor=named[key.removesuffix("\n1")],
            ),
        )
        for finding, key in zip(findings, keys, strict=True)
    ]


def standing(finding: Finding) -> int:
    """0 open failure, 1 not known, 2 waived failure, 3 passed, 4 not applicable."""
    if finding.outcome.undecided:
        return 1
    if finding.outcome is Outcome.FAIL:
        return 2 if finding.disposition is Disposition.WAIVED else 0
    return 3 if finding.outcome is Outcome.PASS else 4


def word_of(finding: Finding) -> Word:
    """The word shown for a finding: its outcome, or that its failure was accepted."""
    return WAIVED if standing(finding) == 2 else OUTCOMES[finding.outcome]
