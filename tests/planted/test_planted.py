"""A root filesystem with planted faults: each is found, with file and line; its corrected twin passes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posture import __version__
from posture.assess.collect import collect
from posture.assess.plan import plan
from posture.assess.subject import Frame, Subject
from posture.assess.weigh import weigh
from posture.catalog.baselines import load_baselines
from posture.catalog.checks import load_checks
from posture.catalog.strict_yaml import load
from posture.model.assessment import Assessment, Tool
from posture.model.outcome import Outcome
from posture.probe.registry import probes
from posture.transport.files import RootFs

PLAN = load((Path(__file__).parent / "faults.yaml").read_text("utf-8"), "faults.yaml").data
SECRETS = (
    "Zx81-corp-plasma",
    "11010519491231002X",
    "$1$salt$hash",
    "salt$hash",
    "$a$b",
    "7f0c0ffee1e55deadbeef",
    "b3BlbnNzaC1rZXk",
)
FAULTS: tuple[dict[str, Any], ...] = PLAN["faults"]


@dataclass(frozen=True, slots=True)
class Pair:
    """The assessments of the broken root and of its mended twin."""

    wrong: Assessment
    right: Assessment


def build(folder: Path, side: str) -> Path:
    for name, text in PLAN["base"].items():
        put(folder / name, text, "0644")
    for fault in FAULTS:
        if "file" in fault and fault.get("only", side) == side:
            mode = fault.get("mode" if side == "wrong" else "mended", "0644")
            put(folder / fault["file"], fault[side], mode)
            for name, (wrong, right) in fault.get("also", {}).items():
                put(folder / name, wrong if side == "wrong" else right, "0644")
    return folder


def put(path: Path, text: str, mode: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(int(mode, 8))


def assess(folder: Path) -> Assessment:
    checks = load_checks().checks
    frame = Frame(tuple(checks.values()), load_baselines(checks).by_id["mlps"], 3, date(2026, 1, 15))
    with RootFs(folder) as session:
        known = collect(plan(frame.checks, probes()), session)
    subject = Subject("root", f"rootfs:{folder}", known, "complete")
    return weigh(frame, [subject], tool=Tool("posture", __version__, ""), started="s", finished="f")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("planted")
    return Pair(assess(build(folder / "wrong", "wrong")), assess(build(folder / "right", "right")))


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["check"] for fault in FAULTS])
def test_the_fault_is_found_where_it_stands(pair: Pair, fault: dict[str, Any]) -> None:
    found = [f for f in pair.wrong.findings if f.check == fault["check"]]
    failed = [f for f in found if f.outcome is Outcome.FAIL]
    assert failed, [(f.outcome, f.subject, f.because) for f in found]
    places = [f"{e.source}:{e.line}" if e.line else e.source for f in failed for e in f.evidence]
    assert fault["at"] in places
    assert all(f.fix for f in failed)


@pytest.mark.parametrize("fault", FAULTS, ids=[fault["check"] for fault in FAULTS])
def test_the_corrected_twin_passes(pair: Pair, fault: dict[str, Any]) -> None:
    found = [f for f in pair.right.findings if f.check == fault["check"]]
    assert {f.outcome for f in found} == {Outcome.PASS}, [(f.outcome, f.subject, f.observed, f.because) for f in found]


def test_nothing_secret_is_in_either(pair: Pair) -> None:
    for assessment in (pair.wrong, pair.right):
        said = repr(assessment)
        for secret in SECRETS:
            assert secret not in said


def test_no_check_breaks_on_either(pair: Pair) -> None:
    for assessment in (pair.wrong, pair.right):
        assert [f.because for f in assessment.findings if f.outcome is Outcome.ERROR] == []


def test_the_mended_twin_scores_better(pair: Pair) -> None:
    wrong, right = pair.wrong.summary, pair.right.summary
    assert right.score.low is not None
    assert wrong.score.low is not None
    assert right.score.low > wrong.score.low
    assert right.risk < wrong.risk
