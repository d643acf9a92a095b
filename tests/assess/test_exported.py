"""Exported configuration: what was exported is judged, and what was not is unknown, never absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from posture.assess.collect import collect
from posture.assess.judge import judge
from posture.assess.plan import plan, select
from posture.catalog.checks import load_checks
from posture.model.outcome import Outcome
from posture.probe.registry import probes
from posture.transport.exported import Config

CHECKS = load_checks().checks


def outcomes(target: Path, *globs: str) -> dict[str, Outcome]:
    todo = plan(select(CHECKS, only=globs), probes())
    with Config(target) as session:
        known = collect(todo, session)
    return {check.id: judge(check, known.evidence, {})[0].outcome for check in todo.checks}


FILES = {
    "sshd_config": ("PermitRootLogin yes\n", "host.sshd.permit_root_login"),
    "redis.conf": ("bind 0.0.0.0\nprotected-mode no\n", "data.redis.bind"),
    "nginx.conf": (
        "events {}\nhttp { server { listen 443 ssl; ssl_protocols TLSv1; } }\n",
        "application.nginx.tls_versions",
    ),
    "sudoers": ("bob ALL=(ALL) NOPASSWD: ALL\n", "host.sudo.nopasswd"),
    "exports": ("/srv *(rw)\n", "network.nfs.everybody"),
}


@pytest.mark.parametrize("name", FILES)
def test_one_file_is_enough_for_what_it_decides(tmp_path: Path, name: str) -> None:
    text, check = FILES[name]
    (tmp_path / name).write_text(text)
    assert outcomes(tmp_path / name, check) == {check: Outcome.FAIL}
    assert outcomes(tmp_path, check) == {check: Outcome.FAIL}


def test_what_was_not_exported_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "sshd_config").write_text("PermitRootLogin no\n")
    result = outcomes(tmp_path, "host.audit.*", "data.redis.*", "physical.boot.*", "host.accounts.*", "application.*")
    machine = {name: outcome for name, outcome in result.items() if not CHECKS[name].attested}
    assert set(machine.values()) == {Outcome.UNKNOWN}
