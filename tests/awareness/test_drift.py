"""Every changed finding has its change and its cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from posture.assess.weigh import weigh
from posture.awareness.drift import Cause, Change, drift
from posture.model.assessment import Assessment
from posture.model.evidence import Reason, Unavailable
from posture.model.outcome import Outcome
from posture.model.waiver import Waiver
from tests.assess.made import TOOL, baseline, check, control, frame, subject

ONE = check("host.a.one")
OF = baseline(control("c", (ONE.id,), params={2: {ONE.id: {"most": 3}}}))


def run(*subjects, level=1, of=OF, **more) -> Assessment:  # type: ignore[no-untyped-def]
    return weigh(frame((ONE,), of, level, **more), subjects, tool=TOOL, started="s", finished="f")


def only(old: Assessment, new: Assessment) -> tuple[Change, Cause]:
    (one,) = drift(old, new)
    return one.change, one.cause


def test_nothing_changed() -> None:
    assert drift(run(subject("web", 1)), run(subject("web", 1))) == ()


def test_the_host_changed() -> None:
    assert only(run(subject("web", 99)), run(subject("web", 1))) == (Change.FIXED, Cause.HOST)
    assert only(run(subject("web", 1)), run(subject("web", 99))) == (Change.REGRESSED, Cause.HOST)


def test_the_level_changed() -> None:
    assert only(run(subject("web", 5)), run(subject("web", 5), level=2)) == (Change.REGRESSED, Cause.BASELINE)


def test_it_was_not_looked_at() -> None:
    blind = run(subject("web", Unavailable(Reason.PERMISSION, "")))
    assert only(run(subject("web", 1)), blind) == (Change.OTHER, Cause.COVERAGE)


def test_a_waiver_came() -> None:
    waiver = Waiver("w", ONE.id, "*", "reason", "boss", date(2099, 1, 1))
    assert only(run(subject("web", 99)), run(subject("web", 99), waivers=(waiver,))) == (Change.OTHER, Cause.WAIVER)


def test_an_asset_came_and_went() -> None:
    web, db = subject("web", 1), subject("db", 1)
    assert only(run(web), run(web, db)) == (Change.NEW, Cause.ASSET)
    assert only(run(web, db), run(web)) == (Change.GONE, Cause.ASSET)


def test_the_check_changed() -> None:
    old = run(subject("web", 5))
    new = run(subject("web", 5), of=replace(OF, digest=""))
    changed = replace(new, tool=replace(TOOL, content_digest="sha256:1"))
    failing = tuple(replace(finding, outcome=Outcome.FAIL) for finding in changed.findings)
    assert only(old, replace(changed, findings=failing))[1] is Cause.CONTENT
