"""Small checks, baselines and subjects for tests of the weighing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from posture.assess.collect import Broken, Collected
from posture.assess.subject import Frame, Subject
from posture.model.answer import Statement
from posture.model.assessment import Tool
from posture.model.attestation import Attestation, Attestations
from posture.model.baseline import Assess, Baseline, Control, Importance, Level, Text
from posture.model.ccss import Ccss
from posture.model.check import Check, Need, Param, Tighter
from posture.model.evidence import Evidence, Observed
from posture.model.layer import Layer
from posture.model.verdict import Fail, Pass, Verdict

TODAY = date(2026, 1, 15)
TOOL = Tool("posture", "0", "sha256:0")


def judge(evidence: Mapping[str, Any], params: Mapping[str, Any]) -> list[Verdict]:
    """Pass while the number seen is at most the parameter."""
    seen, most = evidence["number"], params["most"]
    return [Pass(observed=seen, expected=most) if seen <= most else Fail(observed=seen, expected=most)]


def check(name: str, vector: str = "AV:N/AC:L/Au:N/C:P/I:P/A:P") -> Check:
    return Check(
        id=name,
        title="A title",
        layer=Layer(name.split(".")[0]),
        why="A reason.",
        ccss=Ccss.parse(vector),
        needs=(Need("number", "number"),),
        judge=judge,
        fix="Mend it.",
        params={"most": Param(10, Tighter.LOWER)},
    )


def control(key: str, checks: tuple[str, ...], assess: Assess = Assess.MACHINE, **more: Any) -> Control:
    fields: dict[str, Any] = {
        "clauses": {1: f"1.{key}", 2: f"2.{key}"},
        "point": Text("P"),
        "title": Text("T"),
        "domain": "d",
        "layers": (Layer.HOST,),
        "importance": Importance.KEY,
        "checks": dict.fromkeys(checks, 1),
    }
    return Control(key=key, assess=assess, **(fields | more))


def baseline(*controls: Control) -> Baseline:
    return Baseline("tiny", "1.0.0", Text("Tiny"), (Level(1, Text("1")), Level(2, Text("2"))), controls)


def subject(name: str, number: Evidence[int] | Broken | int, **more: Any) -> Subject:
    evidence = Observed(number) if isinstance(number, int) else number
    return Subject(name, f"rootfs:/{name}", Collected({"number": evidence}), more.pop("status", "complete"), **more)


def frame(checks: tuple[Check, ...], of: Baseline, level: int = 1, **more: Any) -> Frame:
    return Frame(checks, of, level, TODAY, **more)


def stated(topic: str, verdict: str = "conform", until: str = "2027-01-01", asset: str = "*") -> Attestations:
    return Attestations((Attestation(asset, Statement(topic, verdict, "A", "2026-01-01", until, note="n")),))
