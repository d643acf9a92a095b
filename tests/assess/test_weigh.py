"""From evidence to an assessment: levels, controls, scores, and what an unreachable asset does to them."""

from __future__ import annotations

import pytest

from posture.assess.weigh import weigh
from posture.model.assessment import Assessment
from posture.model.baseline import Assess
from posture.model.evidence import Absent, Reason, Unavailable
from posture.model.outcome import ControlVerdict, Outcome
from tests.assess.made import TOOL, baseline, check, control, frame, stated, subject

ONE = check("host.a.one")
TWO = check("host.b.two")


def run(checks, of, *subjects, level=1, **more) -> Assessment:  # type: ignore[no-untyped-def]
    return weigh(
        frame(checks, of, level, **more),
        subjects,
        tool=TOOL,
        started="2026-01-15T00:00:00Z",
        finished="2026-01-15T00:00:01Z",
    )


def test_a_level_is_attained_when_all_its_controls_are_met() -> None:
    of = baseline(control("c", (ONE.id,), params={1: {ONE.id: {"most": 5}}, 2: {ONE.id: {"most": 3}}}))
    result = run((ONE,), of, subject("web", 4))
    assert result.summary.level_attained == 1
    assert [rung.attained for rung in result.summary.ladder] == [True, False]
    assert result.summary.ladder[1].unmet == ("2.c",)
    assert result.summary.verdict is ControlVerdict.MET
    assert (result.summary.score.low, result.summary.score.coverage) == (100.0, 100.0)
    higher = run((ONE,), of, subject("web", 4), level=2)
    assert higher.findings[0].outcome is Outcome.FAIL
    assert higher.summary.verdict is ControlVerdict.UNMET


def test_the_whole_is_as_good_as_its_worst_asset() -> None:
    of = baseline(control("c", (ONE.id,)))
    result = run((ONE,), of, subject("good", 1), subject("bad", 99))
    assert [asset.level_attained for asset in result.assets] == [0, 2]
    assert result.summary.level_attained == 0
    assert result.controls[0].assets == {"bad": ControlVerdict.UNMET, "good": ControlVerdict.MET}
    assert result.summary.score.low == 50.0
    assert result.summary.risk == next(asset.risk for asset in result.assets if asset.name == "bad")


@pytest.mark.parametrize("reason", list(Reason))
def test_what_could_not_be_looked_at_is_never_met(reason: Reason) -> None:
    of = baseline(control("c", (ONE.id,)))
    result = run((ONE,), of, subject("web", Unavailable(reason, "why")))
    assert result.findings[0].outcome is Outcome.UNKNOWN
    assert result.findings[0].reason == reason
    assert (result.summary.score.low, result.summary.score.high, result.summary.score.coverage) == (0.0, 100.0, 0.0)
    assert result.summary.level_attained == 0
    assert result.summary.verdict is ControlVerdict.UNASSESSED
    assert result.summary.risk == 0.0
    assert result.summary.risk_upper == 7.5


def test_an_unreachable_asset_makes_the_run_incomplete_and_lowers_the_headline() -> None:
    of = baseline(control("c", (ONE.id,)))
    lost = subject("lost", Unavailable(Reason.UNREACHABLE, "gone"), status="unreachable")
    result = run((ONE,), of, subject("web", 1), lost)
    assert result.incomplete
    assert (result.summary.score.low, result.summary.score.high) == (50.0, 100.0)
    assert result.summary.level_attained == 0


def test_what_is_not_there_leaves_the_score() -> None:
    of = baseline(control("c", (ONE.id,)), control("d", (TWO.id,)))
    result = run((ONE, TWO), of, subject("web", Absent()))
    assert result.summary.score.low is None
    assert {one.verdict for one in result.controls} == {ControlVerdict.NOT_APPLICABLE}


def test_a_control_that_nothing_decides_is_unassessed_until_somebody_attests_it() -> None:
    of = baseline(control("c", (ONE.id,)), control("room", (), Assess.ATTESTED))
    before = run((ONE,), of, subject("web", 1))
    assert before.summary.ladder[0].unassessed == ("1.room",)
    assert (before.summary.score.low, before.summary.score.high) == (50.0, 100.0)
    after = run((ONE,), of, subject("web", 1), attestations=stated("tiny:room"))
    assert after.summary.level_attained == 2
    assert after.summary.score.low == 100.0
    expired = run((ONE,), of, subject("web", 1), attestations=stated("tiny:room", until="2026-01-14"))
    assert expired.summary.ladder[0].unassessed == ("1.room",)
    negative = run((ONE,), of, subject("web", 1), attestations=stated("tiny:room", "not"))
    assert negative.summary.ladder[0].unmet == ("1.room",)


def test_machine_evidence_alone_does_not_settle_a_control_that_also_needs_a_person() -> None:
    of = baseline(control("c", (ONE.id,), Assess.PARTIAL))
    assert run((ONE,), of, subject("web", 1)).controls[0].verdict is ControlVerdict.UNASSESSED
    assert run((ONE,), of, subject("web", 99)).controls[0].verdict is ControlVerdict.UNMET
    both = run((ONE,), of, subject("web", 1), attestations=stated("tiny:c"))
    assert both.controls[0].verdict is ControlVerdict.MET


def test_a_check_left_out_leaves_its_control_unassessed() -> None:
    of = baseline(control("c", (ONE.id, TWO.id)))
    assert run((ONE,), of, subject("web", 1)).controls[0].verdict is ControlVerdict.UNASSESSED


def test_some_met_and_some_not_is_partial() -> None:
    strict = control("c", (ONE.id, TWO.id), params={1: {TWO.id: {"most": 0}}})
    result = run((ONE, TWO), baseline(strict), subject("web", 1))
    assert result.controls[0].verdict is ControlVerdict.PARTIAL
    assert result.summary.score.low == 50.0


def test_the_order_of_assets_does_not_matter() -> None:
    of = baseline(control("c", (ONE.id,)))
    a, b = subject("a", 1), subject("b", 99)
    assert run((ONE,), of, a, b) == run((ONE,), of, b, a)


def test_no_assets_is_no_good_news() -> None:
    result = run((ONE,), baseline(control("c", (ONE.id,))))
    assert result.summary.score.low is None
    assert result.summary.level_attained == 0
    assert result.summary.verdict is ControlVerdict.UNASSESSED
