"""A baseline with a fault is refused with file and line; nothing of it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from posture.catalog.baselines import load_baseline
from posture.catalog.checks import load_checks
from posture.errors import ContentError

CHECKS = load_checks().checks
FRAME = """\
schema: posture/baseline/1
id: mine
version: 1.0.0
title: {en: Mine}
levels:
  1: {title: {en: One}}
  2: {title: {en: Two}, extends: 1}
parts: [part.yaml]
"""
PART = """\
schema: posture/controls/1
domain: {id: d, en: D}
controls:
  c1:
    clauses: {1: a, 2: b}
    point: {en: P}
    title: {en: T}
    layers: [host]
    importance: key
    assess: machine
    checks: [host.pam.lockout]
    params:
      1: {host.pam.lockout: {most: 5}}
      2: {host.pam.lockout: {most: 3}}
"""


def load(tmp_path: Path, frame: str = FRAME, part: str = PART) -> list[str]:
    (tmp_path / "baseline.yaml").write_text(frame)
    (tmp_path / "part.yaml").write_text(part)
    try:
        load_baseline(tmp_path / "baseline.yaml", CHECKS, "mine")
    except ContentError as fault:
        return [str(problem) for problem in fault.problems]
    return []


def test_a_sound_one_loads(tmp_path: Path) -> None:
    assert load(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("most: 3", "most: 9", "mine/part.yaml:4:1: host.pam.lockout: most loosens from 5 to 9 at level 2"),
        ("{most: 5}", "{mots: 5}", "mine/part.yaml:4:1: host.pam.lockout has no parameter 'mots'"),
        ("[host.pam.lockout]", "[host.pam.lokout]", "relies on an unknown check 'host.pam.lokout'"),
        ("{1: a, 2: b}", "{1: a, 3: b}", "mine/part.yaml:4:3: there is no level 3"),
        ("importance: key", "importance: vital", "mine/part.yaml:9:5: importance: "),
        ("importance: key", "importnace: key", "mine/part.yaml:9:5: unknown key 'importnace'"),
        ("  c1:", "  c1: {}\n  c1:", "mine/part.yaml:5:3: duplicate key 'c1'"),
    ],
)
def test_faults_of_a_part(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in line for line in load(tmp_path, part=PART.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("extends: 1", "extends: 2", "mine/baseline.yaml:7:3: level 2 extends 1, not 2"),
        ("version: 1.0.0", "version: new", "mine/baseline.yaml:3:1: version"),
        ("[part.yaml]", "[../part.yaml]", "must lie beside"),
        ("[part.yaml]", "[none.yaml]", "mine/none.yaml:1:1: cannot be read"),
        ("  2:", "  3:", "numbered from 1 without gaps"),
    ],
)
def test_faults_of_the_frame(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in line for line in load(tmp_path, frame=FRAME.replace(old, new, 1)))
