"""The first screen: what was assessed, what came out, and what it rests on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from posture.model.assessment import Assessment
from posture.model.outcome import ControlVerdict, Outcome
from posture.report.page_figures import Risk, Score, lasted, moment, number, risk, score
from posture.report.visible import visible_line
from posture.report.words import VERDICTS, Word

_SENTENCES = {
    ControlVerdict.MET: "Level {} is met",
    ControlVerdict.PARTIAL: "Level {} is partly met",
    ControlVerdict.UNMET: "Level {} is not met",
    ControlVerdict.UNASSESSED: "Level {} is not yet decided",
    ControlVerdict.NOT_APPLICABLE: "Level {} does not apply",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The headline and its figures. `asked` is false when the run has no finding at all, so that no figure means
    anything. `warnings` say what made the run incomplete."""

    headline: str
    word: Word
    lead: str
    asked: bool
    score: Score
    risk: Risk
    level: int
    attained: str
    of_levels: str
    incomplete: bool
    warnings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def verdict(assessment: Assessment) -> Verdict:
    """All that a reader takes away who reads nothing else."""
    summary, baseline = assessment.summary, assessment.baseline
    highest = max((standing.level for standing in summary.ladder), default=baseline.level)
    return Verdict(
        headline=_SENTENCES[summary.verdict].format(baseline.level),
        word=VERDICTS[summary.verdict],
        lead=_lead(assessment),
        asked=bool(assessment.findings),
        score=score(summary.score),
        risk=risk(summary.risk, summary.risk_upper),
        level=baseline.level,
        attained=str(summary.level_attained) if summary.level_attained else "None",
        of_levels=f"of {highest}" if summary.level_attained else f"of levels 1 to {highest}",
        incomplete=assessment.incomplete,
        warnings=_warnings(assessment),
        facts=_facts(assessment),
    )


def _lead(assessment: Assessment) -> str:
    level = assessment.baseline.level
    gap = next((standing for standing in assessment.summary.ladder if standing.level == level), None)
    if gap is None:
        counts = Counter(control.verdict for control in assessment.controls)
        unmet = counts[ControlVerdict.UNMET] + counts[ControlVerdict.PARTIAL]
        unassessed = counts[ControlVerdict.UNASSESSED]
    else:
        unmet, unassessed = len(gap.unmet), len(gap.unassessed)
    is_or_are = "is" if unmet == 1 else "are"
    has_or_have = "has" if unassessed == 1 else "have"
    parts = []
    if unmet:
        parts.append(f"{number(unmet, 'clause')} of this level {is_or_are} unmet or partly met")
    if unassessed:
        noun = "" if unmet else ("clause " if unassessed == 1 else "clauses ")
        parts.append(f"{unassessed} {noun}{has_or_have} not been assessed")
    said = " and ".join(parts) + ". " if parts else ""
    return said + _attained(assessment)


def _attained(assessment: Assessment) -> str:
    attained = assessment.summary.level_attained
    if not attained:
        return "No level is attained yet."
    return f"The highest level attained is {attained}."


def _warnings(assessment: Assessment) -> tuple[str, ...]:
    status = Counter(asset.status for asset in assessment.assets)
    broken = assessment.summary.outcomes.get(Outcome.ERROR, 0)
    told = [
        (status["unreachable"], "asset could not be reached", "assets could not be reached"),
        (status["partial"], "asset could be asked only in part", "assets could be asked only in part"),
        (broken, "finding ended in error", "findings ended in error"),
        (len(assessment.problems), "problem was met during the run", "problems were met during the run"),
    ]
    return tuple(number(count, one, many) for count, one, many in told if count)


def _facts(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    baseline, started, finished = assessment.baseline, assessment.started, assessment.finished
    status = Counter(asset.status for asset in assessment.assets)
    detail = ", ".join(f"{status[word]} {word}" for word in ("complete", "partial", "unreachable") if status[word])
    assets = str(len(assessment.assets)) + (f" ({detail})" if detail else "")
    duration = lasted(started, finished)
    return (
        ("Assets", assets),
        ("Findings", f"{len(assessment.findings)} from {_checks(assessment)}"),
        ("Controls", f"{len(assessment.controls)} at level {baseline.level}"),
        ("Baseline", visible_line(f"{baseline.id} {baseline.version}")),
        ("Assessed", visible_line(moment(started)) + (f", in {duration}" if duration else "")),
    )


def _checks(assessment: Assessment) -> str:
    return number(len({finding.check for finding in assessment.findings}), "check")
