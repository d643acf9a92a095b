"""Could not look cannot be taken for nothing there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Reason, Unavailable, refine
from posture.model.request import Read


@pytest.mark.parametrize("evidence", [Observed(1), Absent(), Unavailable(Reason.PERMISSION)])
def test_evidence_has_no_truth_value(evidence: Evidence[int]) -> None:
    with pytest.raises(TypeError, match="three-valued"):
        bool(evidence)


def test_refine_touches_only_what_was_observed() -> None:
    missing = Unavailable(Reason.TIMEOUT, "x")
    assert refine(Observed(2), str) == Observed("2")
    assert refine(Absent(), str) == Absent()
    assert refine(missing, str) is missing


def test_a_question_that_was_not_asked_is_unavailable() -> None:
    answer = Answers({Read("/a"): Observed(File("/a", "x"))}).file("/b")
    assert isinstance(answer, Unavailable)
    assert answer.reason is Reason.NOT_IN_BUNDLE


WRONG = """
from posture.model.evidence import Absent, Evidence, Observed, Reason, Unavailable

def nothing_there(evidence: Evidence[int]) -> Absent | Observed[int]:
    return evidence
"""


def test_the_type_checker_refuses_the_confusion(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(WRONG)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path), str(wrong)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 1
    assert "Unavailable" in done.stdout
