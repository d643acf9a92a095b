"""Weighs what was judged into one Assessment. Pure: the clock and the names come from the caller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from posture.assess.asset import JudgedAsset, judge_asset, ladder_of, merged
from posture.assess.compliance import interval, share
from posture.assess.controls import attained, over_assets, worst_of
from posture.assess.findings import findings
from posture.assess.risk import combined
from posture.assess.subject import Frame, Subject
from posture.model.assessment import (
    Assessment,
    AssetResult,
    BaselineRef,
    ControlResult,
    Finding,
    LayerSummary,
    LevelStanding,
    RunProblem,
    ScoreInterval,
    Summary,
    Tool,
)
from posture.model.layer import Layer
from posture.model.outcome import ControlVerdict, Outcome


def weigh(
    frame: Frame,
    subjects: Sequence[Subject],
    *,
    tool: Tool,
    started: str,
    finished: str,
    problems: Sequence[RunProblem] = (),
) -> Assessment:
    """The assessment of these assets. Findings stand in order of check, then asset, then subject."""
    judged = [judge_asset(frame, subject) for subject in sorted(subjects, key=lambda subject: subject.name)]
    per_asset = [tuple(findings(frame, one.subject, one.settled)) for one in judged]
    results = tuple(_asset(one, found) for one, found in zip(judged, per_asset, strict=True))
    every = sorted((item for found in per_asset for item in found), key=lambda f: (f.check, f.asset, f.subject))
    whole = merged(frame.baseline, judged)
    ladder = ladder_of(frame.baseline, whole)
    controls = tuple(_controls(frame, judged, whole[frame.level]))
    broken = any(one.status == "unreachable" for one in results) or any(f.outcome is Outcome.ERROR for f in every)
    return Assessment(
        id=_run_id(started, tool, frame, subjects),
        started=started,
        finished=finished,
        incomplete=broken or bool(problems),
        tool=tool,
        baseline=BaselineRef(frame.baseline.id, frame.level, frame.baseline.version, frame.baseline.digest),
        summary=_summary(judged, every, results, ladder, frame.level),
        assets=results,
        findings=tuple(every),
        controls=controls,
        problems=tuple(problems),
    )


def _run_id(started: str, tool: Tool, frame: Frame, subjects: Sequence[Subject]) -> str:
    names = [f"{subject.name} {subject.target}" for subject in subjects]
    seed = "\n".join([started, tool.content_digest, frame.baseline.digest, str(frame.level), *sorted(names)])
    stamp = started.replace("-", "").replace(":", "")
    return f"{stamp}-{sha256(seed.encode()).hexdigest()[:8]}"


def _asset(one: JudgedAsset, found: Sequence[Finding]) -> AssetResult:
    subject = one.subject
    blind = Counter(finding.reason or str(finding.outcome) for finding in found if finding.outcome.undecided)
    return AssetResult(
        name=subject.name,
        target=subject.target,
        platform=subject.platform,
        zone=subject.zone,
        criticality=subject.criticality,
        owner=subject.owner,
        labels=dict(subject.labels),
        status=subject.status,
        reason=subject.reason,
        score=interval(one.shares),
        risk=risk_of(found),
        risk_upper=risk_of(found, upper=True),
        level_attained=attained(one.ladder),
        ladder=one.ladder,
        collected=subject.taken,
        blind=dict(sorted(blind.items())),
    )


def risk_of(found: Iterable[Finding], *, upper: bool = False) -> float:
    """The combined risk of one asset's findings, one per root cause (the subject part of the check id)."""
    return combined((_cause(finding), finding.risk_upper if upper else finding.risk) for finding in found)


def _cause(finding: Finding) -> str:
    return f"{finding.asset} {'.'.join(finding.check.split('.')[:2])}"


def _summary(
    judged: Sequence[JudgedAsset],
    every: Sequence[Finding],
    results: Sequence[AssetResult],
    ladder: tuple[LevelStanding, ...],
    level: int,
) -> Summary:
    rung = next(rung for rung in ladder if rung.level == level)
    verdict = ControlVerdict.MET if rung.attained else ControlVerdict.UNASSESSED
    if rung.unmet:
        verdict = ControlVerdict.UNMET
    return Summary(
        score=interval(one for asset in judged for one in asset.shares),
        risk=combined((asset.name, asset.risk) for asset in results),
        risk_upper=combined((asset.name, asset.risk_upper) for asset in results),
        level_attained=attained(ladder) if judged else 0,
        verdict=verdict if judged else ControlVerdict.UNASSESSED,
        outcomes=_counts(every),
        layers={layer: _layer([f for f in every if f.layer is layer]) for layer in Layer},
        ladder=ladder,
    )


def _layer(found: Sequence[Finding]) -> LayerSummary:
    """A layer's compliance is the share of its checks, each check on each asset weighing the same."""
    checks: dict[tuple[str, str], list[Outcome]] = {}
    for finding in found:
        checks.setdefault((finding.check, finding.asset), []).append(finding.outcome)
    score: ScoreInterval = interval(share(1, [worst_of(outcomes)]) for outcomes in checks.values())
    per_asset: dict[str, list[Finding]] = {}
    for finding in found:
        per_asset.setdefault(finding.asset, []).append(finding)
    return LayerSummary(
        score,
        combined((name, risk_of(those)) for name, those in per_asset.items()),
        combined((name, risk_of(those, upper=True)) for name, those in per_asset.items()),
        _counts(found),
    )


def _counts(found: Iterable[Finding]) -> dict[Outcome, int]:
    counts = Counter(finding.outcome for finding in found)
    return {outcome: counts.get(outcome, 0) for outcome in Outcome}


def _controls(
    frame: Frame, judged: Sequence[JudgedAsset], whole: Mapping[str, ControlVerdict]
) -> Iterable[ControlResult]:
    for control in frame.baseline.at(frame.level):
        verdicts = {one.subject.name: one.verdicts[control.key] for one in judged}
        yield ControlResult(
            id=control.clauses[frame.level],
            title=control.title.en,
            title_zh=control.title.zh,
            point=control.point.en,
            point_zh=control.point.zh,
            domain=control.domain,
            layer=control.layers[0],
            importance=control.importance,
            verdict=whole[control.key] if judged else over_assets(()),
            assets=verdicts,
            checks=control.checks_at(frame.level),
        )
