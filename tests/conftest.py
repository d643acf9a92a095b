"""What tests share: real servers on loopback. Without its package a live test is skipped, and fails under CI."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SBIN = "/usr/sbin:/sbin"


def need(tool: str) -> str:
    """The path of a program, or skip (fail where CI promises everything)."""
    found = shutil.which(tool, path=f"{os.environ.get('PATH', '')}:{SBIN}")
    if found is None:
        message = f"{tool} is not installed: tests/packages.sh installs it"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Sshd:
    """A running sshd: where it is, and what a client needs to trust it and be let in."""

    port: int
    user: str
    identity: Path
    known_hosts: Path
    log: Path

    @property
    def target(self) -> str:
        return f"ssh://{self.user}@127.0.0.1:{self.port}"

    @property
    def flags(self) -> list[str]:
        return ["--identity", str(self.identity), "--known-hosts", str(self.known_hosts)]


@pytest.fixture(scope="session")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    """A real OpenSSH server on loopback that lets the user who runs the tests in, by key."""
    program, keygen = need("sshd"), need("ssh-keygen")
    folder = tmp_path_factory.mktemp("sshd")
    Path("/run/sshd").mkdir(exist_ok=True) if os.geteuid() == 0 else None
    port, user = free_port(), subprocess.check_output(["id", "-un"], text=True).strip()
    for name in ("host", "client"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    (folder / "authorized_keys").write_bytes((folder / "client.pub").read_bytes())
    key = (folder / "host.pub").read_text().split()[:2]
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {' '.join(key)}\n")
    (folder / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized_keys\n"
        f"PidFile {folder}/pid\nStrictModes no\nUsePAM no\nPermitRootLogin prohibit-password\n"
        "PasswordAuthentication no\nLogLevel VERBOSE\nMaxStartups 100\nPrintMotd no\n"
    )
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(folder / "config")], stderr=out)
        try:
            _wait(port, process)
            yield Sshd(port, user, folder / "client", folder / "known_hosts", log)
        finally:
            process.terminate()
            process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            pytest.fail("sshd did not start")
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("sshd does not answer")
