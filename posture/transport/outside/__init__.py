"""Looks at a target from the scanner's side: open ports, SSH and TLS. Asked about the target's own address only."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from posture.model.answer import Raw
from posture.model.evidence import Evidence, Reason, Source, Unavailable
from posture.model.request import Ports, Request, SshHello, TlsHello
from posture.transport.outside.ports import NMAP, scan_ports
from posture.transport.outside.ssh import ssh_hello
from posture.transport.outside.tls import tls_hello
from posture.transport.session import Batch

SSH_PORT = 22


class Outside:
    """A session on the outside of one host.

    `address` is an IP address or a name; `ssh_port` is where its SSH server is known to be, and answers for
    the usual port; `nmap` are the places where the program is looked for. Nothing here is tried twice, and
    every answer comes within the seconds of its request (the port scan: and a grace of ten).
    """

    def __init__(self, address: str, ssh_port: int = SSH_PORT, nmap: tuple[str, ...] = NMAP) -> None:
        self._name = address
        self._ssh_port = ssh_port
        self._nmap = nmap

    def __enter__(self) -> Outside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def ask(self, requests: Sequence[Request]) -> Batch:
        """Answer each in turn; what belongs inside is Unavailable(unsupported)."""
        outside = [request for request in requests if isinstance(request, Ports | SshHello | TlsHello)]
        unsupported = Unavailable(Reason.UNSUPPORTED, "this cannot be seen from outside")
        answers: dict[Request, Evidence[Raw]] = dict.fromkeys(requests, unsupported)
        if not outside:
            return answers
        address = _resolve(self._name)
        for request in outside:
            answers[request] = address if isinstance(address, Unavailable) else self._look(address, request)
        return answers

    def _look(self, address: str, request: Ports | SshHello | TlsHello) -> Evidence[Any]:
        if isinstance(request, Ports):
            return scan_ports(address, request.ports, request.seconds, self._nmap)
        if isinstance(request, SshHello):
            port = self._ssh_port if request.port == SSH_PORT else request.port
            return ssh_hello(address, port, request.seconds)
        return tls_hello(address, request.port, request.seconds, self._name)


def _resolve(name: str) -> str | Unavailable:
    """The first address of a name, as a literal: nothing else ever reaches a command line."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        return Unavailable(Reason.UNREACHABLE, f"no address for {name[:100]!r}: {fault}", (Source(name[:100]),))
    return str(found[0][4][0])
