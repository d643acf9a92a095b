"""The shipped baseline holds what the standard counts, and its parameters only tighten."""

from __future__ import annotations

from collections import Counter

import pytest

from posture.catalog.baselines import load_baselines
from posture.catalog.checks import load_checks
from posture.model.baseline import Baseline, Importance

CATALOG = load_checks()
COUNTS = {
    "physical": (7, 15, 22, 24),
    "communication": (2, 4, 8, 11),
    "boundary": (5, 11, 20, 21),
    "computing": (11, 23, 34, 36),
    "centre": (0, 4, 12, 13),
}
"""Items per domain at levels 1-4 of GB/T 22239-2019, general requirements, technical part."""


@pytest.fixture(scope="module")
def mlps() -> Baseline:
    baselines = load_baselines(CATALOG.checks)
    assert baselines.problems == ()
    return baselines.by_id["mlps"]


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_items_per_domain(mlps: Baseline, level: int) -> None:
    counted = Counter(control.domain for control in mlps.at(level))
    assert {name: counted[name] for name in COUNTS} == {name: counts[level - 1] for name, counts in COUNTS.items()}
    assert len(mlps.at(level)) == (25, 57, 96, 105)[level - 1]


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_clauses_are_unique_and_of_their_level(mlps: Baseline, level: int) -> None:
    clauses = [control.clauses[level] for control in mlps.at(level)]
    assert len(set(clauses)) == len(clauses)
    assert all(clause.startswith(f"{level + 5}.1.") for clause in clauses)


def test_every_control_has_both_languages(mlps: Baseline) -> None:
    for control in mlps.controls:
        assert control.title.en, control.key
        assert control.title.zh, control.key
        assert control.point.zh, control.key


def test_key_controls_are_the_technical_high_risk_cases(mlps: Baseline) -> None:
    assert sum(control.importance is Importance.KEY for control in mlps.controls) == 32


def test_every_check_serves_a_control_or_another_framework(mlps: Baseline) -> None:
    bound = {check for control in mlps.controls for check in control.checks}
    loose = sorted(set(CATALOG.checks) - bound)
    assert [name for name in loose if not CATALOG.checks[name].maps] == []
    assert len(loose) <= 5


def test_a_level_asks_no_less_than_the_one_below(mlps: Baseline) -> None:
    tighter = {}
    for level in (1, 2, 3, 4):
        for check, values in mlps.params_at(level).items():
            for name, value in values.items():
                if (check, name) in tighter:
                    assert CATALOG.checks[check].params[name].tighter.allows(tighter[check, name], value)
                tighter[check, name] = value
    assert len(tighter) >= 10
