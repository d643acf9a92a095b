"""A card with a fault is named with file, line and column; its neighbours stand."""

from __future__ import annotations

import pytest

from posture.catalog.card import compile_cards
from posture.catalog.strict_yaml import load
from posture.probe.registry import probes

FRAME = "schema: posture/checks/1\nsubject: host.demo\ntitle: Demo\nlayer: host\nprobe: sysctl\nchecks:\n"
GOOD = """\
  good:
    title: A title long enough
    why: A reason that is long enough.
    ccss: AV:L/AC:L/Au:N/C:P/I:N/A:N
    expect: {kernel.dmesg_restrict: {equals: 1}}
    fix: Something to do about it.
"""
BAD = GOOD.replace("good:", "bad:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("AV:L", "AV:X", "demo.yaml:16:5: ccss: "),
        ("equals: 1", "equal: 1", "demo.yaml:17:38: unknown matcher 'equal'"),
        ("equals: 1", "equals: $none", "no parameter named none"),
        ("equals: 1", "matches: '(a'", "not a valid RE2 pattern"),
        ("    fix: Something to do about it.\n", "", "demo.yaml:13:3: key 'fix' is missing"),
        ("fix:", "fixx:", "unknown key 'fixx'"),
        ("bad:", "Bad-One:", "lower case"),
        ("    expect: {kernel.dmesg_restrict: {equals: 1}}\n", "", "either `expect` or `attest`"),
        ("why: A reason that is long enough.", "why: no", "demo.yaml:15:5: why: "),
        ("    ccss", "    probe: nope\n    ccss", "unknown probe 'nope'"),
    ],
)
def test_each_fault_has_its_place(old: str, new: str, said: str) -> None:
    text = FRAME + GOOD + BAD.replace(old, new, 1)
    checks, problems = compile_cards(load(text, "demo.yaml"), probes())
    assert [check.id for check in checks] == ["host.demo.good"]
    assert any(said in str(problem) for problem in problems), list(map(str, problems))


def test_a_field_that_the_record_does_not_have() -> None:
    text = FRAME.replace("sysctl", "platform") + GOOD.replace("kernel.dmesg_restrict", "nmae")
    _, problems = compile_cards(load(text, "demo.yaml"), probes())
    assert "the record has no field 'nmae'" in str(problems[0])


def test_a_layer_that_does_not_fit_the_subject() -> None:
    _, problems = compile_cards(load(FRAME.replace("layer: host", "layer: data") + GOOD, "demo.yaml"), probes())
    assert "does not fit" in str(problems[0])
