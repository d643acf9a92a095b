"""Runs the installed command line as a user does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

QUICK = ("--check", "host.kernel.*", "--check", "host.sshd.*", "--check", "host.accounts.*", "--no-outside")
"""Checks that read a few files: what a test of the command line needs, without walks."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.out)
        return data


@pytest.fixture
def posture(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Ran]:
    state = {"NO_COLOR": "1", "POSTURE_STATE": str(tmp_path_factory.mktemp("state"))}

    def run(*args: str, env: dict[str, str] | None = None, timeout: int = 120) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "posture", *args],
            capture_output=True,
            text=True,
            env={**os.environ, **state, **(env or {})},
            check=False,
            timeout=timeout,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small root filesystem: a Debian by its own word, with an sshd configuration."""
    folder = tmp_path / "root"
    for name, text in {
        "etc/os-release": 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n',
        "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n",
        "etc/group": "root:x:0:\nalice:x:1000:\n",
        "etc/shadow": "root:!:19000:0:99999:7:::\nalice:$y$j9T$salt$hash:19000:0:99999:7:::\n",
        "etc/ssh/sshd_config": "# first\nPermitRootLogin yes\n",
        "usr/sbin/sshd": "",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "etc/shadow").chmod(0o640)
    return folder
