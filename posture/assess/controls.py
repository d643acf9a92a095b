"""Decides controls from the outcomes of their checks, and levels from controls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from posture.assess.compliance import Share, share
from posture.model.assessment import LevelStanding
from posture.model.baseline import Assess, Baseline, Control
from posture.model.outcome import ControlVerdict, Outcome

Outcomes = Mapping[str, Sequence[Outcome]]
"""Of one asset at one level: the outcomes of each check, and of each control's own attestation by topic."""

_ORDER = (
    ControlVerdict.UNMET,
    ControlVerdict.PARTIAL,
    ControlVerdict.UNASSESSED,
    ControlVerdict.MET,
    ControlVerdict.NOT_APPLICABLE,
)


def topic(baseline: str, control: Control) -> str:
    """The topic under which a person attests the control itself, e.g. `mlps:8.1.1.2`."""
    return f"{baseline}:{control.key}"


def needs_attestation(control: Control, attested: Callable[[str], bool], level: int) -> bool:
    """Whether the control waits for a person: it cannot be decided by machine alone, or nothing decides it yet."""
    checks = control.checks_at(level)
    if not checks:
        return True
    return control.assess is not Assess.MACHINE and not any(attested(check) for check in checks)


def worst_of(outcomes: Iterable[Outcome]) -> Outcome:
    """One outcome for a check over its subjects: a failure outweighs what is not known, that a pass."""
    order = (
        Outcome.FAIL,
        Outcome.ERROR,
        Outcome.UNKNOWN,
        Outcome.NOT_CHECKED,
        Outcome.PASS,
        Outcome.NOT_APPLICABLE,
    )
    return min(outcomes, key=order.index, default=Outcome.NOT_CHECKED)


def units(
    control: Control, baseline: str, outcomes: Outcomes, level: int, attested: Callable[[str], bool]
) -> list[Outcome]:
    """The outcomes that decide a control: one per bound check, and its own attestation where it needs one."""
    decided = [worst_of(outcomes[check]) for check in control.checks_at(level) if check in outcomes]
    missing = [check for check in control.checks_at(level) if check not in outcomes]
    decided += [Outcome.NOT_CHECKED] * len(missing)
    if needs_attestation(control, attested, level):
        decided.append(worst_of(outcomes.get(topic(baseline, control), ())))
    return decided


def verdict(decided: Sequence[Outcome]) -> ControlVerdict:
    """Met only when all that applies passed; partial when some passed and some failed."""
    counted = [outcome for outcome in decided if outcome is not Outcome.NOT_APPLICABLE]
    if not counted:
        return ControlVerdict.NOT_APPLICABLE
    failed = any(outcome is Outcome.FAIL for outcome in counted)
    passed = any(outcome is Outcome.PASS for outcome in counted)
    if failed:
        return ControlVerdict.PARTIAL if passed else ControlVerdict.UNMET
    return ControlVerdict.UNASSESSED if any(outcome.undecided for outcome in counted) else ControlVerdict.MET


def over_assets(verdicts: Iterable[ControlVerdict]) -> ControlVerdict:
    """The worst over all assets; not applicable only where it applies to none."""
    return min(verdicts, key=_ORDER.index, default=ControlVerdict.UNASSESSED)


def standing(baseline: Baseline, level: int, verdicts: Mapping[str, ControlVerdict]) -> LevelStanding:
    """One rung of the ladder from the verdict of each control (by family key)."""
    controls = baseline.at(level)
    counts = Counter(verdicts[control.key] for control in controls)
    gap = tuple(
        control.clauses[level]
        for control in controls
        if verdicts[control.key] in (ControlVerdict.UNMET, ControlVerdict.PARTIAL)
    )
    open_ = tuple(control.clauses[level] for control in controls if verdicts[control.key] is ControlVerdict.UNASSESSED)
    return LevelStanding(
        level, not gap and not open_, {name: counts.get(name, 0) for name in ControlVerdict}, gap, open_
    )


def attained(ladder: Sequence[LevelStanding]) -> int:
    """The highest level such that it and all levels below are attained; 0 for none."""
    reached = 0
    for rung in sorted(ladder, key=lambda rung: rung.level):
        if not rung.attained:
            break
        reached = rung.level
    return reached


def control_share(control: Control, decided: Sequence[Outcome]) -> Share | None:
    """What the control adds to compliance: its importance factor, split evenly over what decides it."""
    return share(control.importance.weight, decided)
