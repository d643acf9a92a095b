"""What every score must hold, whatever the findings: properties P1 to P8 of the scoring design."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from posture.assess.compliance import interval, share
from posture.assess.controls import verdict, worst_of
from posture.assess.risk import combined, finding_risk
from posture.model.assessment import ScoreInterval
from posture.model.ccss import Ccss
from posture.model.outcome import ControlVerdict, Outcome

outcomes = st.sampled_from(list(Outcome))
requirements = st.lists(st.tuples(st.sampled_from([1, 2, 3]), st.lists(outcomes, max_size=5)), max_size=8)
risks = st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, 10)), max_size=12)
vectors = st.builds(
    Ccss,
    st.sampled_from("LAN"),
    st.sampled_from("HML"),
    st.sampled_from("MSN"),
    st.sampled_from("NPC"),
    st.sampled_from("NPC"),
    st.sampled_from("NPC"),
)
Requirements = list[tuple[int, list[Outcome]]]
TOLERANCE = 0.11
"""Scores are rounded to one decimal."""


def score(items: Requirements) -> ScoreInterval:
    return interval(share(weight, decided) for weight, decided in items)


def changed(items: Requirements, before: Outcome, after: Outcome) -> Requirements:
    """The first `before` turned into `after`."""
    copy = [(weight, list(decided)) for weight, decided in items]
    for _, decided in copy:
        if before in decided:
            decided[decided.index(before)] = after
            break
    return copy


def test_p1_nothing_at_all() -> None:
    assert score([]) == ScoreInterval(None, None, None)
    assert combined([]) == 0.0


@given(requirements)
def test_p1_bounds_and_p4_order(items: Requirements) -> None:
    result = score(items)
    if result.low is None or result.high is None or result.coverage is None:
        assert all(o is Outcome.NOT_APPLICABLE for _, decided in items for o in decided)
        return
    assert 0 <= result.low <= result.high <= 100
    assert 0 <= result.coverage <= 100


@given(requirements)
def test_p4_the_interval_closes_exactly_when_nothing_is_unknown(items: Requirements) -> None:
    result = score(items)
    unknown = any(outcome.undecided for _, decided in items for outcome in decided)
    if result.low is not None and result.high is not None:
        assert (result.low == result.high) is not unknown


@given(requirements)
def test_p2_a_fix_never_hurts_and_a_failure_never_helps(items: Requirements) -> None:
    before, after = score(items), score(changed(items, Outcome.FAIL, Outcome.PASS))
    if before.low is not None and before.high is not None and after.low is not None and after.high is not None:
        assert after.low >= before.low
        assert after.high >= before.high


@given(requirements, st.sampled_from([Outcome.UNKNOWN, Outcome.ERROR, Outcome.NOT_CHECKED]))
def test_p3_not_looking_never_improves_the_headline(items: Requirements, blind: Outcome) -> None:
    before = score(items)
    for known in (Outcome.PASS, Outcome.FAIL):
        after = score(changed(items, known, blind))
        if before.low is not None and after.low is not None:
            assert after.low <= before.low


@given(requirements)
def test_p3_finding_out_moves_the_ends_inwards_only(items: Requirements) -> None:
    before = score(items)
    failed = score(changed(items, Outcome.UNKNOWN, Outcome.FAIL))
    passed = score(changed(items, Outcome.UNKNOWN, Outcome.PASS))
    if before.low is not None and before.high is not None:
        assert failed.low == before.low
        assert passed.high is not None
        assert before.high - TOLERANCE <= passed.high <= before.high


@given(risks)
def test_p1_risk_is_never_below_the_worst_nor_above_ten(items: list[tuple[str, float]]) -> None:
    worst = max((risk for _, risk in items), default=0.0)
    assert worst - TOLERANCE <= combined(items) <= 10


@given(risks, st.sampled_from("abcdefgh"), st.floats(0, 10))
def test_p5_one_more_failure_never_lowers_risk(items: list[tuple[str, float]], name: str, risk: float) -> None:
    assert combined([*items, (name, risk)]) >= combined(items)
    assert combined([*items, (name, 0.0)]) == combined(items)


@given(vectors)
def test_p6_criticality_never_lowers_risk(vector: Ccss) -> None:
    by_criticality = [finding_risk(vector, grade) for grade in (1, 2, 3, 4)]
    assert by_criticality == sorted(by_criticality)
    assert finding_risk(vector, None) == finding_risk(vector, 2)


@given(vectors, st.sampled_from([1, 2, 3, 4, None]))
def test_p6_reach_never_lowers_risk(vector: Ccss, grade: int | None) -> None:
    by_reach = [finding_risk(vector, grade, reach) for reach in "LAN"]
    assert by_reach == sorted(by_reach)


@given(risks)
def test_p7_duplicates_change_nothing(items: list[tuple[str, float]]) -> None:
    assert combined([*items, *items]) == combined(items)


@given(risks, st.randoms(use_true_random=False))
def test_p8_order_does_not_matter(items: list[tuple[str, float]], random: Random) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert combined(shuffled) == combined(items)


def test_the_worked_examples_of_the_form() -> None:
    assert combined([("a", 7.5)]) == 7.5
    assert combined([("a", 7.5), ("b", 5)]) == 7.6
    assert combined([(name, 5) for name in "abcde"]) == 5.9
    assert combined([("a", 9), ("b", 2), ("c", 2), ("d", 2)]) == 9.1


@given(st.lists(outcomes, max_size=6))
def test_a_control_is_met_only_when_all_that_applies_passed(decided: list[Outcome]) -> None:
    counted = [outcome for outcome in decided if outcome is not Outcome.NOT_APPLICABLE]
    assert (verdict(decided) is ControlVerdict.MET) is (
        bool(counted) and all(outcome is Outcome.PASS for outcome in counted)
    )
    assert (verdict(decided) is ControlVerdict.NOT_APPLICABLE) is (not counted)


@given(st.lists(outcomes, min_size=1, max_size=6))
def test_one_failure_decides_a_check(settled: list[Outcome]) -> None:
    assert (worst_of(settled) is Outcome.FAIL) is (Outcome.FAIL in settled)
    if worst_of(settled) is Outcome.PASS:
        assert not any(outcome.undecided for outcome in settled)
