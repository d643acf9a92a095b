"""What is left to do, for the page: the worst failures, what nobody could see, what was accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.assessment import Assessment, Finding
from posture.model.outcome import ControlVerdict, Outcome
from posture.report.page_figures import number, some, up
from posture.report.page_findings import risk_words
from posture.report.page_index import Index, Link, standing
from posture.report.visible import Span, spans, visible, visible_line
from posture.report.words import (
    ASSET_STATUS,
    LAYERS,
    NO_REASON,
    OUTCOMES,
    REMEDIES,
    SEVERITIES,
    WAITS_FOR_A_PERSON,
    Word,
)

MOST_RISKS = 10
MOST_NAMES = 12
MOST_DETAILS = 3
LONGEST_OBSERVED = 120


@dataclass(frozen=True, slots=True)
class TopRisk:
    """One check with open failures, over all assets."""

    link: Link
    severity: Word
    layer: str
    risk: str
    extent: str
    assets: tuple[str, ...]
    more_assets: int
    observed: tuple[str, ...]
    more_observed: int
    why: tuple[Span, ...]
    fix: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TopRisks:
    """The worst; `others` counts the checks with open failures that are not shown."""

    shown: tuple[TopRisk, ...]
    others: int


@dataclass(frozen=True, slots=True)
class BlindCheck:
    """One check that stayed undecided for one reason."""

    link: Link
    word: Word
    severity: Word
    extent: str
    details: tuple[str, ...]
    more_details: int


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """One reason why things could not be seen, and how to mend it."""

    reason: str
    meaning: str
    mend: tuple[Span, ...]
    count: int
    checks: tuple[BlindCheck, ...]


@dataclass(frozen=True, slots=True)
class BlindAsset:
    name: str
    word: Word
    reason: str


@dataclass(frozen=True, slots=True)
class BlindClauses:
    """Clauses without a verdict that no finding explains: a person has to look."""

    clauses: tuple[tuple[Link, str], ...]
    meaning: str
    mend: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Blind:
    """Everything that could not be looked at; `count` is of findings and clauses together."""

    assets: tuple[BlindAsset, ...]
    spots: tuple[BlindSpot, ...]
    waiting: BlindClauses
    count: int


@dataclass(frozen=True, slots=True)
class WaivedRow:
    link: Link
    asset: str
    subject: str
    word: Word
    severity: Word
    risk: str
    waiver: str


def top_risks(index: Index) -> TopRisks:
    """Open failures by check, the highest risk first, then the widest spread."""
    groups = _by_check(placed.finding for placed in index.findings if standing(placed.finding) == 0)
    ordered = sorted(groups, key=lambda group: (-_worst(group), -len(_assets(group)), -len(group), group[0].check))
    shown, others = some(ordered, MOST_RISKS)
    return TopRisks(tuple(_top(group, index) for group in shown), others)


def _top(group: list[Finding], index: Index) -> TopRisk:
    worst = max(group, key=lambda finding: finding.risk)
    names, more = some(_assets(group), MOST_NAMES)
    observed, more_observed = some(_observed(group), MOST_DETAILS)
    return TopRisk(
        link=Link(visible_line(worst.title), index.checks[worst.check]),
        severity=SEVERITIES[worst.severity],
        layer=LAYERS[worst.layer],
        risk=up(worst.risk),
        extent=_extent(group),
        assets=names,
        more_assets=more,
        observed=observed,
        more_observed=more_observed,
        why=spans(worst.why),
        fix=spans(worst.fix),
    )


def blind(assessment: Assessment, index: Index) -> Blind:
    """By reason, the most frequent first."""
    undecided = [placed.finding for placed in index.findings if placed.finding.outcome.undecided]
    by_reason: dict[str, list[Finding]] = {}
    for finding in undecided:
        by_reason.setdefault(_reason(finding), []).append(finding)
    ordered = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    waiting = _waiting(assessment, index, {finding.check for finding in undecided})
    return Blind(
        assets=tuple(
            BlindAsset(visible_line(asset.name), ASSET_STATUS[asset.status], visible(asset.reason))
            for asset in assessment.assets
            if asset.status != "complete"
        ),
        spots=tuple(_spot(reason, findings, index) for reason, findings in ordered),
        waiting=waiting,
        count=len(undecided) + len(waiting.clauses),
    )


def _waiting(assessment: Assessment, index: Index, undecided: set[str]) -> BlindClauses:
    clauses = [
        control
        for control in assessment.controls
        if control.verdict is ControlVerdict.UNASSESSED and not undecided.intersection(control.checks)
    ]
    meaning, mend = WAITS_FOR_A_PERSON
    return BlindClauses(
        tuple((index.control(control.id), visible_line(control.title)) for control in clauses),
        meaning,
        spans(mend),
    )


def _reason(finding: Finding) -> str:
    """An error is our defect whatever word it carries; the others tell their own reason."""
    return Outcome.ERROR.value if finding.outcome is Outcome.ERROR else finding.reason


def _spot(reason: str, findings: list[Finding], index: Index) -> BlindSpot:
    meaning, mend = REMEDIES.get(reason, NO_REASON)
    groups = sorted(_by_check(findings), key=lambda group: (-_worst_if(group), group[0].check))
    return BlindSpot(
        reason=visible_line(reason.replace("-", " ")).capitalize() or "No reason given",
        meaning=meaning,
        mend=spans(mend),
        count=len(findings),
        checks=tuple(_blind_check(group, index) for group in groups),
    )


def _blind_check(group: list[Finding], index: Index) -> BlindCheck:
    said = group[0]
    details, more = some(dict.fromkeys(visible(finding.because) for finding in group if finding.because), MOST_DETAILS)
    return BlindCheck(
        link=Link(visible_line(said.title), index.checks[said.check]),
        word=OUTCOMES[said.outcome],
        severity=SEVERITIES[said.severity],
        extent=", ".join(_assets(group)) if len(_assets(group)) <= MOST_DETAILS else _extent(group),
        details=details,
        more_details=more,
    )


def waived(index: Index) -> tuple[WaivedRow, ...]:
    """Every accepted failure, the highest risk first."""
    accepted = [placed for placed in index.findings if standing(placed.finding) == 2]
    accepted.sort(key=lambda placed: (-placed.finding.risk, placed.finding.check, placed.finding.asset))
    return tuple(
        WaivedRow(
            link=Link(visible_line(placed.finding.title), placed.place.anchor),
            asset=placed.place.asset,
            subject=placed.place.subject,
            word=OUTCOMES[placed.finding.outcome],
            severity=SEVERITIES[placed.finding.severity],
            risk=risk_words(placed.finding),
            waiver=visible(placed.finding.waiver),
        )
        for placed in accepted
    )


def _by_check(findings: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.check, []).append(finding)
    return list(groups.values())


def _worst(group: list[Finding]) -> float:
    return max(finding.risk for finding in group)


def _worst_if(group: list[Finding]) -> float:
    return max(finding.risk_upper for finding in group)


def _assets(group: list[Finding]) -> list[str]:
    return list(dict.fromkeys(visible_line(finding.asset) for finding in group))


def _observed(group: list[Finding]) -> list[str]:
    """Distinct observed values, those of the worst findings first."""
    worst_first = sorted(group, key=lambda finding: -finding.risk)
    return list(dict.fromkeys(visible_line(f.observed, LONGEST_OBSERVED) for f in worst_first if f.observed))


def _extent(group: list[Finding]) -> str:
    places = number(len(group), "place")
    return f"{places} on {number(len(_assets(group)), 'asset')}"
