"""Every case of every check, from raw text to verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from posture.assess.cases import Case, load_cases, run_case
from posture.catalog.checks import load_checks

CATALOG = load_checks()
CASES = [case for path in sorted((Path(__file__).parent / "cases").rglob("*.yaml")) for case in load_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.origin} {case.title}" for case in CASES])
def test_case(case: Case) -> None:
    assert run_case(case, CATALOG.checks) == []
