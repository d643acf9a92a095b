"""From the sheet to the score: what people state is read back with every fault, and counts until it expires."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Ran

Posture = Callable[..., Ran]
ROOM = "physical.room.entry"


def sheet(**changes: str) -> str:
    fields = {
        "topic": ROOM,
        "asset": '"*"',
        "verdict": "conform",
        "who": "J. Doe",
        "when": "2026-01-01",
        "valid_until": "2099-01-01",
    } | changes
    lines = [f"    {name}: {value}" for name, value in fields.items()]
    return "schema: posture/attestations/1\nattestations:\n  -" + "\n".join(lines)[3:] + "\n"


def test_the_template_grows_with_the_level_and_can_be_filled_in(posture: Posture, root: Path, tmp_path: Path) -> None:
    sheets = [posture("attest", "template", "--level", str(level)).out for level in (1, 2, 3, 4)]
    counts = [text.count("- topic:") for text in sheets]
    assert counts == sorted(counts)
    assert counts[0] < counts[3]
    filled = re.sub(r"^# ( *- topic|  )", r"\1", sheets[2], flags=re.M)
    filled = filled.replace("who:", "who: J. Doe").replace("when: YYYY-MM-DD", "when: 2026-01-01")
    file = tmp_path / "room.yaml"
    file.write_text(filled.replace("YYYY-MM-DD", "2099-01-01"))
    checked = posture("attest", "check", str(file))
    assert checked.code == 0, checked.err
    args = ("scan", f"rootfs:{root}", "--layer", "physical", "--report", "json:-")
    before = posture(*args).json["summary"]["score"]
    after = posture(*args, "--attestations", str(file)).json["summary"]["score"]
    assert after["low"] > before["low"]
    assert after["coverage"] > before["coverage"]


def outcome(ran: Ran) -> str:
    found = [finding for finding in ran.json["findings"] if finding["check"] == ROOM]
    return str(found[0]["outcome"])


def test_a_statement_counts_until_it_expires(posture: Posture, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    args = ("scan", f"rootfs:{root}", "--check", ROOM, "--report", "json:-", "--attestations", str(file))
    for changes, expected in (
        ({}, "pass"),
        ({"verdict": "not"}, "fail"),
        ({"valid_until": "2026-01-02"}, "notchecked"),
        ({"asset": "other"}, "notchecked"),
    ):
        file.write_text(sheet(**changes))
        assert outcome(posture(*args)) == expected


def test_every_fault_of_a_sheet_has_its_line(posture: Posture, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(sheet(topic="physical.room.entri", who="''", when="yesterday", verdict="fine"))
    first = posture("attest", "check", str(file))
    assert first.code == 2
    for line in ("a.yaml:5", "a.yaml:6", "a.yaml:7"):
        assert line in first.err
    file.write_text(sheet(topic="physical.room.entri", valid_until="2020-01-01", verdict="notapplicable"))
    second = posture("attest", "check", str(file))
    assert "a.yaml:3" in second.err
    assert "expires before" in second.err
    assert "needs a `note`" in second.err
