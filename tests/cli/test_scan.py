"""`posture scan` on real input, good and bad, with its exit codes."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.cli.conftest import QUICK, Ran
from tests.conftest import Sshd

Posture = Callable[..., Ran]
SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "assessment-1.json"
ROOT_LOGIN = "host.sshd.permit_root_login"


def finding(data: dict[str, Any], check: str) -> dict[str, Any]:
    found = [item for item in data["findings"] if item["check"] == check]
    assert found, f"no finding of {check}"
    first: dict[str, Any] = found[0]
    return first


def verdicts(data: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    return {(f["check"], f["subject"]): (f["outcome"], f["observed"]) for f in data["findings"]}


def test_a_root_filesystem_with_file_and_line(posture: Posture, root: Path) -> None:
    ran = posture("scan", f"rootfs:{root}", *QUICK, "--report", "json:-")
    assert ran.code == 1
    data = ran.json
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text())).validate(data)
    login = finding(data, ROOT_LOGIN)
    assert login["outcome"] == "fail"
    assert (login["evidence"][0]["source"], login["evidence"][0]["line"]) == ("/etc/ssh/sshd_config", 2)
    assert login["controls"]
    assert finding(data, "host.kernel.aslr")["outcome"] == "unknown"
    assert finding(data, "host.kernel.aslr")["reason"] == "unsupported"
    (root / "etc/ssh/sshd_config").write_text("PermitRootLogin no\n")
    assert (
        finding(posture("scan", f"rootfs:{root}", *QUICK, "--report", "json:-").json, ROOT_LOGIN)["outcome"] == "pass"
    )


def test_an_empty_folder_is_no_clean_host(posture: Posture, tmp_path: Path) -> None:
    ran = posture("scan", f"rootfs:{tmp_path}", *QUICK, "--report", "json:-")
    assert ran.code == 3
    asset = ran.json["assets"][0]
    assert asset["status"] == "unreachable"
    assert "no root filesystem" in asset["reason"]
    assert ran.json["incomplete"] is True
    assert {f["outcome"] for f in ran.json["findings"]} <= {"unknown", "notchecked"}
    assert ran.json["summary"]["score"]["low"] == 0


def test_a_target_that_refuses_is_reported_with_its_reason(posture: Posture, tmp_path: Path) -> None:
    ran = posture("scan", "ssh://nobody@127.0.0.1:1", *QUICK, "--report", "json:-")
    assert ran.code == 3
    assert "127.0.0.1:1" in ran.json["assets"][0]["reason"]
    assert "refused" in ran.json["assets"][0]["reason"].lower()


@pytest.mark.live
def test_an_unknown_host_key_is_refused(posture: Posture, sshd: Sshd, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    ran = posture(
        "scan", sshd.target, *QUICK, "--identity", str(sshd.identity), "--known-hosts", str(tmp_path / "empty")
    )
    assert ran.code == 3
    assert "is not known" in ran.out


@pytest.mark.live
def test_ssh_and_local_see_the_same(posture: Posture, sshd: Sshd) -> None:
    here = posture("scan", "local:", *QUICK, "--report", "json:-").json
    there = posture("scan", sshd.target, *sshd.flags, *QUICK, "--report", "json:-").json
    assert there["assets"][0]["status"] in ("complete", "partial")
    assert verdicts(here) == verdicts(there)


@pytest.mark.live
def test_one_connection_and_one_authentication(posture: Posture, sshd: Sshd) -> None:
    before = sshd.log.read_text().count("Accepted publickey")
    posture("scan", sshd.target, *sshd.flags, *QUICK)
    assert sshd.log.read_text().count("Accepted publickey") == before + 1


def test_a_bundle_replays_to_equal_findings(posture: Posture, tmp_path: Path) -> None:
    path = tmp_path / "here.bundle"
    assert posture("collect", "local:", "-o", str(path), *QUICK).code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert posture("verify", str(path)).code == 0
    live = posture("scan", "local:", *QUICK, "--report", "json:-").json
    again = posture("scan", f"bundle:{path}", *QUICK, "--report", "json:-").json
    assert verdicts(again) == verdicts(live)
    assert again["assets"][0]["name"] == live["assets"][0]["name"]
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    path.write_bytes(bytes(damaged))
    assert posture("verify", str(path)).code == 2
    assert posture("scan", f"bundle:{path}", *QUICK).code == 3


def test_a_collector_run_by_hand_is_a_bundle(posture: Posture, tmp_path: Path) -> None:
    import subprocess

    script = posture("collector", "--check", "host.kernel.*").out
    assert script == posture("collector", "--check", "host.kernel.*").out
    output = subprocess.run(["sh"], input=script.encode(), capture_output=True, check=True).stdout
    (tmp_path / "answers").write_bytes(b"Welcome to web01\n" + output)
    ran = posture("scan", f"bundle:{tmp_path}/answers", "--check", "host.kernel.*", "--report", "json:-")
    live = posture("scan", "local:", "--check", "host.kernel.*", "--no-outside", "--report", "json:-")
    assert verdicts(ran.json) == verdicts(live.json)


def test_a_broken_card_is_named_and_the_others_run(posture: Posture, root: Path, tmp_path: Path) -> None:
    card = tmp_path / "bad.yaml"
    card.write_text("schema: posture/checks/1\nsubject: host.bad\nsubject: host.worse\n")
    ran = posture("scan", f"rootfs:{root}", "--check", ROOT_LOGIN, "--checks-from", str(card), "--report", "json:-")
    assert ran.code == 2
    assert "bad.yaml:3:1: duplicate key 'subject'" in ran.err
    assert ran.json["incomplete"] is True
    assert any(problem["where"].endswith("bad.yaml:3") for problem in ran.json["problems"])
    assert finding(ran.json, ROOT_LOGIN)["outcome"] == "fail"


def test_a_plugin_that_raises_is_an_error_and_the_rest_goes_on(posture: Posture, root: Path, tmp_path: Path) -> None:
    plugin = tmp_path / "raises.py"
    plugin.write_text(
        "from posture.api import Sysctl, check, Platform\n"
        "@check('host.plugin.raises', title='A check that raises', ccss='AV:L/AC:L/Au:N/C:P/I:N/A:N', fix='Mend it.')\n"
        "def raises(platform: Platform):\n"
        "    '''It is broken on purpose.'''\n"
        "    raise RuntimeError('boom')\n"
    )
    ran = posture(
        "scan", f"rootfs:{root}", "--check", ROOT_LOGIN, "--check", "host.plugin.*",
        "--checks-from", str(plugin), "--report", "json:-", "--fail-on", "none",
    )  # fmt: skip
    assert ran.code == 3
    assert finding(ran.json, "host.plugin.raises")["outcome"] == "error"
    assert "boom" in finding(ran.json, "host.plugin.raises")["because"]
    assert finding(ran.json, ROOT_LOGIN)["outcome"] == "fail"


def test_a_fifo_in_the_way_neither_hangs_nor_passes(posture: Posture, root: Path) -> None:
    (root / "etc/ssh/sshd_config").unlink()
    os.mkfifo(root / "etc/ssh/sshd_config")
    ran = posture("scan", f"rootfs:{root}", "--check", ROOT_LOGIN, "--report", "json:-", timeout=30)
    assert finding(ran.json, ROOT_LOGIN)["outcome"] == "unknown"
    assert finding(ran.json, ROOT_LOGIN)["reason"] == "unsupported"


def test_reports_are_private_whole_and_hostile_names_are_text(posture: Posture, root: Path, tmp_path: Path) -> None:
    name = "x\x1b[31m<img src=x onerror=alert(1)>\n=cmd"
    (root / "srv").mkdir()
    (root / "srv" / name).write_text("x")
    (root / "srv" / name).chmod(0o666)
    page, data = tmp_path / "r.html", tmp_path / "r.json"
    ran = posture(
        "scan", f"rootfs:{root}", "--check", "host.filesystem.world_writable_files",
        "--report", f"html:{page}", "--report", f"json:{data}",
    )  # fmt: skip
    assert str(page) in ran.out
    assert "\x1b[31m" not in ran.out
    assert stat.S_IMODE(page.stat().st_mode) == stat.S_IMODE(data.stat().st_mode) == 0o600
    assert "<img" not in page.read_text()
    assert "\x1b" not in page.read_text()
    assert "alert(1)" in page.read_text()
    assert posture("report", str(data), "--report", "html:-").out == page.read_text()
    assert "world_writable_files" in posture("report", str(data)).out


def test_thresholds(posture: Posture, root: Path) -> None:
    base = ("scan", f"rootfs:{root}", "--check", ROOT_LOGIN)
    assert posture(*base, "--fail-on", "none").code == 0
    assert posture(*base, "--fail-on", "low").code == 1
    assert posture(*base, "--fail-on", "none", "--fail-under", "99").code == 1
    assert posture(*base, "--fail-on", "none", "--require-level", "1").code == 1


def test_a_waiver_changes_the_disposition_only(posture: Posture, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    text = (
        "schema: posture/waivers/1\nwaivers:\n  W1:\n    check: host.sshd.*\n    asset: '*'\n"
        "    reason: the bastion is the only way in\n    approver: A. Owner\n    expires: {}\n"
    )
    file.write_text(text.format("2099-01-01"))
    args = ("scan", f"rootfs:{root}", "--check", ROOT_LOGIN, "--report", "json:-", "--waivers", str(file))
    ran = posture(*args)
    assert ran.code == 0
    waived = finding(ran.json, ROOT_LOGIN)
    assert (waived["outcome"], waived["disposition"]) == ("fail", "waived")
    assert "A. Owner" in waived["waiver"]
    file.write_text(text.format("2020-01-01"))
    assert finding(posture(*args).json, ROOT_LOGIN)["disposition"] == "open"
    file.write_text(text.format("soon").replace("A. Owner", "''"))
    broken = posture(*args)
    assert broken.code == 2
    assert "w.yaml:7" in broken.err
    assert "w.yaml:8" in broken.err


def test_diff_names_the_cause(posture: Posture, root: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    args = ("scan", f"rootfs:{root}", "--check", ROOT_LOGIN)
    posture(*args, "--report", f"json:{old}")
    (root / "etc/ssh/sshd_config").write_text("PermitRootLogin no\n")
    posture(*args, "--report", f"json:{new}")
    ran = posture("diff", str(old), str(new))
    assert "fixed: host.sshd.permit_root_login" in ran.out
    assert "host changed" in ran.out
    assert "nothing changed" in posture("diff", str(new), str(new)).out


def test_runs_are_kept_and_can_be_compared(posture: Posture, root: Path, tmp_path: Path) -> None:
    state = {"POSTURE_STATE": str(tmp_path / "runs")}
    args = ("scan", f"rootfs:{root}", "--check", ROOT_LOGIN)
    assert "no runs" in posture("history", env=state).out
    posture(*args, env=state | {"SOURCE_DATE_EPOCH": "1700000000"})
    (root / "etc/ssh/sshd_config").write_text("PermitRootLogin no\n")
    posture(*args, env=state)
    posture(*args, "--no-store", env=state)
    listed = posture("history", env=state).out.splitlines()
    assert len(listed) == 2
    kept = sorted((tmp_path / "runs").iterdir())
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept] == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "runs").stat().st_mode) == 0o700
    assert "fixed: " + ROOT_LOGIN in posture("diff", listed[0].split()[0], "last", env=state).out
    assert "Compliance" in posture("report", env=state).out
    missing = posture("report", "20200101T000000Z-00000000", env=state)
    assert missing.code == 2
    assert listed[1].split()[0] in missing.err
    blocked = posture(*args, env={"POSTURE_STATE": str(root / "etc/passwd/x")})
    assert "not kept" in blocked.err
    assert blocked.code == 0


def test_the_same_input_gives_the_same_bytes(posture: Posture, root: Path) -> None:
    args = ("scan", f"rootfs:{root}", *QUICK, "--report", "json:-")
    frozen = {"SOURCE_DATE_EPOCH": "1700000000"}
    assert posture(*args, env=frozen).out == posture(*args, env=frozen).out


def test_inventory_and_two_assets_of_one_name(posture: Posture, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "inventory.yaml"
    file.write_text(
        f"schema: posture/inventory/1\nassets:\n"
        f"  web01: {{target: 'rootfs:{root}', owner: Ops, criticality: 1, zone: dmz}}\n"
        f"  db01: {{target: 'rootfs:{tmp_path}/none'}}\n"
    )
    ran = posture(
        "scan", "-i", str(file), f"rootfs:{root}", f"rootfs:{root}", "--check", ROOT_LOGIN, "--report", "json:-"
    )
    names = {asset["name"]: asset for asset in ran.json["assets"]}
    assert set(names) == {"web01", "db01", "root", "root #2"}
    assert names["web01"]["owner"] == "Ops"
    assert names["db01"]["status"] == "unreachable"
    risks = {f["asset"]: f["risk"] for f in ran.json["findings"] if f["outcome"] == "fail"}
    assert risks["web01"] < risks["root"]
    only = posture("scan", "-i", str(file), "--limit", "web*", "--check", ROOT_LOGIN, "--report", "json:-")
    assert [asset["name"] for asset in only.json["assets"]] == ["web01"]


def test_ctrl_c_keeps_what_was_done(root: Path, tmp_path: Path) -> None:
    """A target that never answers, one that is done, and a user who has waited long enough."""
    import signal
    import socket
    import subprocess
    import sys
    import time

    report = tmp_path / "r.json"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        command = [
            sys.executable, "-m", "posture", "scan", f"rootfs:{root}", f"ssh://x@127.0.0.1:{port}",
            "--check", ROOT_LOGIN, "--timeout", "60", "--report", f"json:{report}",
        ]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        silent.settimeout(20)
        connection, _ = silent.accept()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        connection.close()
    assert process.returncode == 130
    data = json.loads(report.read_text())
    assert [asset["name"] for asset in data["assets"]] == ["root"]
    assert data["incomplete"] is True
    assert "interrupted after 1 of 2" in data["problems"][0]["message"]
