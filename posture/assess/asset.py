"""Judges one asset at every level of the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posture.assess.compliance import Share
from posture.assess.controls import (
    control_share,
    needs_attestation,
    over_assets,
    standing,
    topic,
    units,
    verdict,
)
from posture.assess.judge import Settled, judge, judge_attested
from posture.assess.subject import Frame, Subject
from posture.model.assessment import LevelStanding
from posture.model.baseline import Baseline
from posture.model.check import Check
from posture.model.evidence import Observed
from posture.model.outcome import ControlVerdict, Outcome
from posture.model.setting import Value

_STATED = {
    "conform": Outcome.PASS,
    "partly": Outcome.FAIL,
    "not": Outcome.FAIL,
    "notapplicable": Outcome.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class JudgedAsset:
    """One asset: the outcomes at the assessed level, control verdicts and shares there, and the whole ladder."""

    subject: Subject
    settled: Mapping[str, tuple[Settled, ...]]
    verdicts: Mapping[str, ControlVerdict]
    """By family key, at the assessed level."""
    shares: tuple[Share | None, ...]
    by_level: Mapping[int, Mapping[str, ControlVerdict]]
    ladder: tuple[LevelStanding, ...]


def judge_asset(frame: Frame, subject: Subject) -> JudgedAsset:
    """Judge every check under each level's parameters; what does not differ is judged once."""
    memory: dict[tuple[str, tuple[tuple[str, Value], ...]], tuple[Settled, ...]] = {}
    by_level: dict[int, dict[str, ControlVerdict]] = {}
    settled: dict[str, tuple[Settled, ...]] = {}
    shares: list[Share | None] = []
    stated = _stated(frame, subject)
    for level in frame.baseline.levels:
        params = frame.baseline.params_at(level.number)
        now = {check.id: _judge(check, params.get(check.id, {}), frame, subject, memory) for check in frame.checks}
        outcomes = {name: [one.outcome for one in results] for name, results in now.items()} | stated
        decided = {
            control.key: units(control, frame.baseline.id, outcomes, level.number, frame.attested)
            for control in frame.baseline.at(level.number)
        }
        by_level[level.number] = {key: verdict(those) for key, those in decided.items()}
        if level.number == frame.level:
            settled = now
            shares = [control_share(control, decided[control.key]) for control in frame.baseline.at(frame.level)]
    ladder = ladder_of(frame.baseline, by_level)
    return JudgedAsset(subject, settled, by_level[frame.level], tuple(shares), by_level, ladder)


def ladder_of(baseline: Baseline, by_level: Mapping[int, Mapping[str, ControlVerdict]]) -> tuple[LevelStanding, ...]:
    """The standing at each level."""
    return tuple(standing(baseline, number, verdicts) for number, verdicts in sorted(by_level.items()))


def merged(baseline: Baseline, assets: list[JudgedAsset]) -> dict[int, dict[str, ControlVerdict]]:
    """The verdict of each control over all assets, per level: the worst."""
    return {
        level.number: {
            control.key: over_assets(asset.by_level[level.number][control.key] for asset in assets)
            for control in baseline.at(level.number)
        }
        for level in baseline.levels
    }


def _judge(
    check: Check,
    params: Mapping[str, Value],
    frame: Frame,
    subject: Subject,
    memory: dict[tuple[str, tuple[tuple[str, Value], ...]], tuple[Settled, ...]],
) -> tuple[Settled, ...]:
    key = (check.id, tuple(sorted(params.items())))
    if key not in memory:
        if check.attested:
            answer = frame.attestations.about(check.id, subject.name)
            memory[key] = judge_attested(check, answer, frame.today)
        else:
            memory[key] = judge(check, subject.known.evidence, params)
    return memory[key]


def _stated(frame: Frame, subject: Subject) -> dict[str, list[Outcome]]:
    """The outcomes of the controls' own attestations; an expired one counts as none."""
    stated = {}
    for control in frame.baseline.controls:
        name = topic(frame.baseline.id, control)
        answer = frame.attestations.about(name, subject.name)
        if isinstance(answer, Observed) and answer.value.valid_until >= frame.today.isoformat():
            stated[name] = [_STATED[answer.value.verdict]]
    return stated


def topics(frame: Frame) -> tuple[str, ...]:
    """What a person should attest at the assessed level: checks first, then controls."""
    here = {check for control in frame.baseline.at(frame.level) for check in control.checks_at(frame.level)}
    checks = (check.id for check in frame.checks if check.attested and check.id in here)
    return (*checks, *_control_topics(frame, frame.level))


def known_topics(frame: Frame) -> frozenset[str]:
    """Everything that may be attested at any level: a sheet made for one level is valid at the others."""
    checks = (check.id for check in frame.checks if check.attested)
    levels = (level.number for level in frame.baseline.levels)
    return frozenset((*checks, *(name for level in levels for name in _control_topics(frame, level))))


def _control_topics(frame: Frame, level: int) -> list[str]:
    return [
        topic(frame.baseline.id, control)
        for control in frame.baseline.at(level)
        if needs_attestation(control, frame.attested, level)
    ]
