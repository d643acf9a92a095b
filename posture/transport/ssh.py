"""A host over SSH: one connection, and on it one channel per stage that runs `sh -s`."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import paramiko

from posture.errors import TargetError
from posture.model.request import Inside, Request
from posture.model.target import Target
from posture.transport import frames
from posture.transport.local import budget
from posture.transport.options import Options
from posture.transport.script import collector
from posture.transport.session import Batch
from posture.transport.socket_ import connect

MAX_BYTES = 256 << 20
"""Of one stage's answer. More is a hostile or broken target; what came until then is kept."""
CHUNK = 1 << 18


class _Refuse(paramiko.MissingHostKeyPolicy):
    """An unknown host key is refused, and the user told how to accept it on purpose."""

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        raise TargetError(
            f"{hostname}: host key {key.get_name()} {key.fingerprint} is not known; if it is right, accept it once "
            f"with `ssh {hostname}` or add it to the file of --known-hosts",
            "unreachable",
        )


class Ssh:
    """`ssh://user@host:port`, reached as the user's OpenSSH configuration says.

    HostName, User, Port, IdentityFile, UserKnownHostsFile and ProxyCommand of ssh_config are honoured;
    ProxyJump is refused with a word rather than ignored.
    """

    exported = False

    def __init__(self, target: Target, options: Options) -> None:
        self._target = target
        self._options = options
        self._config = _ssh_config(target.host, options)
        self.address: str = self._config.get("hostname", target.host)
        self.port: int = target.port or int(self._config.get("port", 22))
        self._client = paramiko.SSHClient()

    def __enter__(self) -> Ssh:
        self._known_hosts()
        self._client.set_missing_host_key_policy(_Refuse())
        try:
            self._client.connect(
                self.address,
                self.port,
                username=self._target.user or self._config.get("user") or None,
                password=self._options.password,
                key_filename=self._keys(),  # type: ignore[arg-type]  # a list is documented, the stub has text only
                sock=self._socket(),
                timeout=self._options.timeout,
                banner_timeout=self._options.timeout,
                auth_timeout=self._options.timeout,
                look_for_keys=self._options.identity is None,
            )
        except TargetError:
            self._client.close()
            raise
        except Exception as fault:  # noqa: BLE001 - paramiko lets many kinds through
            self._client.close()
            raise _explained(fault, self._where()) from None
        return self

    def __exit__(self, *_: object) -> None:
        transport = self._client.get_transport()
        if transport is not None and isinstance(transport.sock, socket.socket):
            with suppress(OSError):
                transport.sock.shutdown(socket.SHUT_RDWR)  # wakes paramiko's reader at once
        self._client.close()

    def ask(self, requests: Sequence[Request]) -> Batch:
        """One channel for the whole batch. What came before a cut or the deadline is kept."""
        inside = cast(Sequence[Inside], requests)
        output, trouble = self._run(collector(inside), budget(inside))
        try:
            return frames.read(output, inside)
        except ValueError:
            said = output[:200].decode("utf-8", "replace").strip()
            detail = trouble or (f"the login shell said: {said!r}" if said else "the login shell ran no `sh -s`")
            raise TargetError(f"{self._where()}: {detail}", "failed") from None

    def _run(self, script: str, seconds: int) -> tuple[bytes, str]:
        deadline = time.monotonic() + seconds
        received: list[bytes] = []
        total = 0
        try:
            transport = self._client.get_transport()
            if transport is None:
                return b"", "the connection is closed"
            channel = transport.open_session(timeout=self._options.timeout)
            channel.exec_command("exec sh -s")
            channel.settimeout(float(self._options.timeout))
            channel.sendall(script.encode())
            channel.shutdown_write()
            while total <= MAX_BYTES:
                left = deadline - time.monotonic()
                if left <= 0:
                    return b"".join(received), f"no end after {seconds} s"
                channel.settimeout(left)
                data = channel.recv(CHUNK)
                if not data:
                    break
                received.append(data)
                total += len(data)
            channel.close()
        except (OSError, EOFError, paramiko.SSHException) as fault:
            return b"".join(received), f"the connection was lost: {fault}"
        return b"".join(received), ""

    def _socket(self) -> Any:
        if "proxyjump" in self._config:
            raise TargetError(
                f"{self._where()}: ProxyJump is not supported yet; use ProxyCommand ssh -W", "unsupported"
            )
        if "proxycommand" in self._config:
            return paramiko.ProxyCommand(self._config["proxycommand"])
        try:
            return connect(self.address, self.port, self._options.timeout)
        except OSError as fault:
            raise _explained(fault, self._where()) from None

    def _known_hosts(self) -> None:
        files = [self._options.known_hosts] if self._options.known_hosts else _known_hosts_files(self._config)
        for file in files:
            try:
                self._client.load_host_keys(str(file)) if file.exists() else None
            except (OSError, paramiko.SSHException) as fault:
                raise TargetError(f"{file}: {fault}", "failed") from None

    def _keys(self) -> list[str] | None:
        if self._options.identity is not None:
            return [str(self._options.identity)]
        files = [Path(name).expanduser() for name in self._config.get("identityfile", [])]
        return [str(file) for file in files if file.exists()] or None

    def _where(self) -> str:
        return f"{self.address}:{self.port}"


def _ssh_config(host: str, options: Options) -> Any:
    file = options.ssh_config or Path("~/.ssh/config").expanduser()
    if not file.exists():
        return {}
    try:
        return paramiko.SSHConfig.from_path(str(file)).lookup(host)
    except (OSError, paramiko.SSHException) as fault:
        raise TargetError(f"{file}: {fault}", "failed") from None


def _known_hosts_files(config: Any) -> list[Path]:
    named = config.get("userknownhostsfile", "~/.ssh/known_hosts ~/.ssh/known_hosts2").split()
    return [Path("/etc/ssh/ssh_known_hosts"), *(Path(name).expanduser() for name in named)]


def _explained(fault: Exception, where: str) -> TargetError:
    """One line: what failed, and the cure where there is one."""
    if isinstance(fault, socket.gaierror):
        return TargetError(f"{where}: the name does not resolve ({fault.strerror})", "unreachable")
    if isinstance(fault, TimeoutError):
        return TargetError(f"{where}: no answer in time", "timeout")
    if isinstance(fault, paramiko.BadHostKeyException):
        return TargetError(
            f"{where}: the host key has CHANGED (expected {fault.expected_key.fingerprint}, "
            f"got {fault.key.fingerprint}); find out why before removing the old one with ssh-keygen -R",
            "unreachable",
        )
    if isinstance(fault, paramiko.PasswordRequiredException):
        return TargetError(f"{where}: the key is encrypted; load it into an agent with ssh-add", "permission")
    if isinstance(fault, paramiko.AuthenticationException):
        return TargetError(f"{where}: authentication refused; no key or password was accepted", "permission")
    if isinstance(fault, OSError) and fault.strerror:
        return TargetError(f"{where}: {fault.strerror}", "unreachable")
    return TargetError(f"{where}: {str(fault) or type(fault).__name__}", "unreachable")
