"""The command line answers at once, and its words are right."""

from __future__ import annotations

import subprocess
import sys

import pytest

from posture.cli import COMMANDS

HEAVY = ("paramiko", "jinja2", "nmap", "pydantic", "sqlalchemy", "rich", "yaml", "cryptography", "re2")


def run(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "posture", *args],
        capture_output=True,
        text=True,
        env={**os.environ, **(env or {})},
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_help_imports_nothing_heavy(flag: str) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['posture', {flag!r}]\n"
        "try:\n    runpy.run_module('posture', run_name='__main__')\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "LOADED []" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: posture " + command in done.stdout
    if command not in ("check", "baseline", "attest", "waiver", "doctor"):
        assert "Example" in done.stdout


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["scam"], "scan"),
        (["scan", "--check", "host.sshd.permit_root_logn"], "host.sshd.permit_root_login"),
        (["scan", "-b", "mpls"], "mlps"),
        (["scan", "--level", "9"], "1, 2, 3, 4"),
        (["scan", "--report", "pdf:x"], "json, html"),
        (["scan", "--report", "json:/no/such/folder/x"], "/no/such/folder"),
        (["scan", "ftp://x"], "rootfs:DIR"),
        (["scan", "ssh://a:b@h"], "password"),
        (["explain", "host.sshd.permit_rot_login"], "host.sshd.permit_root_login"),
        (["scan", "--limit", "x"], "inventory"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest_names(args: list[str], hint: str) -> None:
    done = run(*args)
    assert done.returncode == 2, done.stdout + done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_flag_has_its_variable() -> None:
    done = run("scan", env={"POSTURE_LEVEL": "9"})
    assert done.returncode == 2
    assert "no level 9" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    done = run("completion", shell)
    assert done.returncode == 0
    assert "_POSTURE_COMPLETE" in done.stdout


def test_completion_knows_the_commands() -> None:
    done = run(env={"_POSTURE_COMPLETE": "bash_complete", "COMP_WORDS": "posture sc", "COMP_CWORD": "1"})
    assert "plain,scan" in done.stdout
