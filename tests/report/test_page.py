"""The view model: what is grouped, sorted, rounded and linked before any template runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from posture.model.assessment import Assessment, Finding, LevelStanding, ScoreInterval
from posture.model.evidence import Reason
from posture.model.layer import Layer
from posture.model.outcome import ControlVerdict, Outcome, Severity
from posture.report.page import page
from posture.report.page_figures import down, lasted, moment, risk, score, stack, up
from posture.report.words import ASSET_STATUS, LAYERS, OUTCOMES, REMEDIES, SEVERITIES, VERDICTS


def test_every_word_of_the_model_has_a_word_for_people() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(VERDICTS) == set(ControlVerdict)
    assert set(SEVERITIES) == set(Severity)
    assert set(LAYERS) == set(Layer)
    assert set(REMEDIES) >= set(Reason)
    assert set(ASSET_STATUS) == {"complete", "partial", "unreachable"}


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (99.96, "99.9", "100.0"),
        (0.04, "0.0", "0.1"),
        (61.3, "61.3", "61.3"),
        (0.3 * 3, "0.9", "0.9"),
        (100.0, "100.0", "100.0"),
    ],
)
def test_rounding_never_flatters(value: float, low: str, high: str) -> None:
    assert (down(value), up(value)) == (low, high)


def test_an_interval_is_drawn_from_its_low_to_its_high_end() -> None:
    drawn = score(ScoreInterval(40.0, 65.5, 74.5))
    assert (drawn.low, drawn.high, drawn.coverage) == ("40.0", "65.5", "74.5")
    assert (drawn.start, drawn.width, drawn.known) == (40.0, 25.5, 74.5)
    assert not drawn.exact


def test_a_score_of_nothing_is_not_applicable_and_not_zero() -> None:
    drawn = score(ScoreInterval(None, None, None))
    assert not drawn.applicable
    assert {drawn.low, drawn.high, drawn.coverage} == {"not applicable"}


def test_no_known_risk_beside_unknown_ones_is_called_none_known() -> None:
    assert risk(0.0, 8.5).band.label == "None known"
    assert risk(0.0, 0.0).band.label == "None"
    assert risk(8.95, 9.0).band.label == "Critical", "rounded up before it is banded"


def test_a_stack_fills_the_bar_in_the_order_of_the_words() -> None:
    drawn = stack({Outcome.PASS: 3, Outcome.FAIL: 1, Outcome.ERROR: 0}, OUTCOMES)
    assert [(s.word.key, s.count, s.start, s.width) for s in drawn.segments] == [
        ("fail", 1, 0, 25),
        ("pass", 3, 25, 75),
    ]
    assert drawn.spoken == "1 fail, 3 pass"


def test_times_are_for_people_and_odd_ones_stay() -> None:
    assert moment("2025-11-22T06:50:31Z") == "2025-11-22 06:50 UTC"
    assert moment("yesterday") == "yesterday"
    assert lasted("2025-11-22T06:50:31Z", "2025-11-22T06:51:49Z") == "1 minute 18 s"
    assert lasted("2025-11-22T06:51:49Z", "2025-11-22T06:50:31Z") == ""
    assert lasted("yesterday", "today") == ""


def test_controls_stand_in_clause_order(sample: Assessment) -> None:
    clauses = [row.id for domain in page(sample).controls for point in domain.points for row in point.rows]
    assert len(clauses) == len(sample.controls)
    assert (
        clauses.index("8.1.4.2f") < clauses.index("8.1.4.9a") < clauses.index("8.1.4.11b") < clauses.index("8.1.5.1b")
    )


def test_a_control_names_its_deciders_worst_first_and_those_that_did_not_run(sample: Assessment) -> None:
    rows = {row.id: row for domain in page(sample).controls for point in domain.points for row in point.rows}
    audit = [(decider.link.text, decider.word.key if decider.word else "") for decider in rows["8.1.4.3a"].deciders]
    assert audit == [("host.audit.running", "fail"), ("host.time.synchronised", "pass")]
    assert rows["8.1.4.2f"].deciders[-1].word is None
    assert rows["8.1.4.2f"].deciders[-1].link.anchor == ""


def test_top_risks_hold_open_failures_only_worst_first(sample: Assessment) -> None:
    top = page(sample).top
    failing = {f.title for f in sample.findings if f.outcome is Outcome.FAIL and f.disposition == "open"}
    assert {risk.link.text for risk in top.shown} == failing
    assert top.others == 0
    risks = [float(shown.risk) for shown in top.shown]
    assert risks == sorted(risks, reverse=True)
    assert top.shown[0].extent == "2 places on 2 assets"
    assert top.shown[0].observed == ("yes",)


def test_more_than_ten_top_risks_are_counted_not_dropped(
    sample: Assessment, make_finding: Callable[..., Finding]
) -> None:
    failing = make_finding("host.audit.running", "web-01", Outcome.FAIL)
    many = tuple(replace(failing, check=f"host.audit.p{n}", fingerprint=f"{n}") for n in range(14))
    top = page(replace(sample, findings=many)).top
    assert (len(top.shown), top.others) == (10, 4)


def test_blind_spots_hold_every_undecided_finding_by_reason(sample: Assessment) -> None:
    blind = page(sample).blind
    undecided = [f for f in sample.findings if f.outcome.undecided]
    assert sum(spot.count for spot in blind.spots) == len(undecided)
    reasons = {spot.reason for spot in blind.spots}
    assert {"Permission", "Tool missing", "Not attested", "Stale", "Unreachable", "Truncated", "Error"} == reasons
    assert all(spot.mend for spot in blind.spots)
    assert [asset.name for asset in blind.assets] == ["db-01", "sw-core"]


def test_clauses_that_only_a_person_can_decide_are_blind_spots_too(sample: Assessment) -> None:
    waiting = page(sample).blind.waiting
    assert [link.text for link, _ in waiting.clauses] == ["8.1.5.1b"]


def test_a_level_above_a_missing_one_is_not_attained(sample: Assessment) -> None:
    ladder = (
        LevelStanding(1, False, {ControlVerdict.UNMET: 1}, ("6.1.4.1a",), ()),
        LevelStanding(2, True, {ControlVerdict.MET: 3}, (), ()),
    )
    summary = replace(sample.summary, ladder=ladder, level_attained=0)
    rungs = page(replace(sample, summary=summary)).ladder.rungs
    assert [rung.word.key for rung in rungs] == ["missed", "missed"]
    assert "lower level" in rungs[1].gap


def test_findings_that_differ_in_place_only_are_said_once(
    sample: Assessment, make_finding: Callable[..., Finding]
) -> None:
    same = tuple(
        replace(make_finding("host.audit.running", f"host-{n}", Outcome.FAIL, "inactive"), fingerprint=f"{n}")
        for n in range(40)
    )
    other = make_finding("host.audit.running", "odd-one", Outcome.FAIL, "masked")
    (layer,) = page(replace(sample, findings=(*same, other))).findings
    (block,) = layer.drawers[0].blocks
    assert [len(seen.places) for seen in block.pressing] == [40, 1]


def test_a_check_that_says_different_things_of_two_assets_has_two_blocks(sample: Assessment) -> None:
    first, second = (f for f in sample.findings if f.check == "host.sshd.permit_root_login")
    (layer,) = page(replace(sample, findings=(first, replace(second, fix="Something else.")))).findings
    blocks = layer.drawers[0].blocks
    assert [block.anchor for block in blocks] == ["check-host.sshd.permit_root_login", ""]
    assert {span.text for block in blocks for span in block.fix} >= {"Something else."}


def test_a_waived_failure_stays_a_failure_and_leaves_the_failing(sample: Assessment) -> None:
    view = page(sample)
    (row,) = view.waived
    assert row.word.key == "fail"
    assert "SEC-1412" in row.waiver
    application = next(layer for layer in view.findings if layer.key == "application")
    assert [drawer.label for drawer in application.drawers] == ["Failing", "Waived"]


def test_the_heat_table_tells_not_looked_from_nothing_found(sample: Assessment) -> None:
    view = page(sample).situation
    cells = {row.asset: dict(zip(view.heat_layers, row.cells, strict=True)) for row in view.heat}
    assert cells["sw-core"]["Host"].value == "–"
    assert cells["sw-core"]["Network"].value == "?"
    assert cells["web-01"]["Host"].value == "10.0"
    single = replace(sample, assets=sample.assets[:1])
    assert page(single).situation.heat == ()


def test_a_layer_nobody_looked_at_is_shown_as_such(nothing: Assessment) -> None:
    rows = page(nothing).situation.layers
    assert [row.name for row in rows] == ["Physical", "Network", "Host", "Data", "Application"]
    assert not any(row.looked for row in rows)
