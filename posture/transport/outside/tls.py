"""Which TLS versions a server accepts, and its certificate.

Versions are tried with a ClientHello of our own, one connection each. A library cannot be asked to do this: it
speaks only what its build and the system's crypto policy allow, so that the very versions that matter would go
untested; and behind a wish for client certificates its handshake fails although the version was accepted.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from enum import IntEnum

from posture.model.answer import TlsOffer
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.transport.outside.certificate import Certificate, fetch
from posture.transport.outside.line import Garbled, Line, trouble
from posture.transport.outside.tls_hello import Version, client_hello

UNTESTED = ("SSLv2",)
"""SSLv2 shares no message with its successors; no server of this century's second decade answers it."""
MOST = 64 * 1024
SHARE = 6
"""One version may take at most this part of the time: five versions, and one part left for the certificate."""


class _Record(IntEnum):
    ALERT = 21
    HANDSHAKE = 22


SERVER_HELLO = 2
SUPPORTED_VERSIONS = 43


@dataclass(frozen=True, slots=True)
class _Tried:
    accepted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    untried: tuple[str, ...] = ()


def tls_hello(address: str, port: int, seconds: float, name: str = "") -> Evidence[TlsOffer]:
    """What the TLS server offers. Absent when nothing listens on the port.

    `name` is sent as server name; an IP address never is. Fields of the certificate are empty where no
    handshake could be completed.
    """
    what = f"tls {address}:{port}"
    deadline = time.monotonic() + seconds
    tried = _versions(address, port, deadline, seconds / SHARE, _server_name(name))
    if not isinstance(tried, _Tried):
        return tried
    if not tried.accepted:
        return Unavailable(Reason.FAILED, f"{what} speaks TLS but accepts no version tried", (Source(what),))
    certificate = fetch(address, port, deadline, _server_name(name)) or Certificate()
    offer = TlsOffer(
        port,
        tried.accepted,
        tried.refused,
        (*UNTESTED, *tried.untried),
        certificate.subject,
        certificate.issuer,
        certificate.not_before,
        certificate.not_after,
        certificate.key_type,
        certificate.key_bits,
        certificate.signature_hash,
        int(time.time()),
    )
    return Observed(offer, (Source(what),))


def _server_name(name: str) -> str:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.rstrip(".")
    return ""


def _versions(address: str, port: int, deadline: float, share: float, name: str) -> _Tried | Absent | Unavailable:
    """Newest first. A fault counts against a version only when another one was spoken."""
    accepted: list[str] = []
    refused: list[str] = []
    untried: list[str] = []
    faults: list[Exception] = []
    for version in sorted(Version, reverse=True):
        until = min(deadline, time.monotonic() + share)
        try:
            chosen = _answer(address, port, until, version, name)
        except (OSError, EOFError, Garbled) as fault:
            faults.append(fault)
            if isinstance(fault, ConnectionRefusedError) and len(faults) == 1 and not accepted + refused:
                break
            # some servers hang up, or answer in clear text, instead of sending an alert; silence says nothing
            ended = isinstance(fault, ConnectionResetError | BrokenPipeError | EOFError | Garbled)
            (refused if ended else untried).append(version.label)
        else:
            (accepted if chosen is version else refused).append(version.label)
    if not accepted and faults:
        return trouble(faults[0], f"tls {address}:{port}")
    return _Tried(tuple(accepted), tuple(refused), tuple(untried))


def _answer(address: str, port: int, deadline: float, version: Version, name: str) -> Version | None:
    """The version the server chose, or None when it answered with an alert."""
    with Line(address, port, deadline, MOST) as line:
        line.say(client_hello(version, name))
        header = line.exactly(5)
        kind, length = header[0], int.from_bytes(header[3:], "big")
        if kind not in (_Record.ALERT, _Record.HANDSHAKE) or header[1] != 3 or not 2 <= length <= 18432:
            raise Garbled("the answer is no TLS")
        if kind == _Record.ALERT:
            return None
        return chosen_version(line.exactly(length))


def chosen_version(message: bytes) -> Version | None:
    """The version a ServerHello settles on, or None for one we know no name of. Raises Garbled."""
    if len(message) < 39 or message[0] != SERVER_HELLO:
        raise Garbled("the answer is no ServerHello")
    number = int.from_bytes(message[4:6], "big")
    rest = message[4 + 2 + 32 :]
    rest = rest[1 + rest[0] + 2 + 1 :]
    extensions = rest[2 : 2 + int.from_bytes(rest[:2], "big")]
    while len(extensions) >= 4:
        kind, length = int.from_bytes(extensions[:2], "big"), int.from_bytes(extensions[2:4], "big")
        if kind == SUPPORTED_VERSIONS and length == 2:
            number = int.from_bytes(extensions[4:6], "big")
        extensions = extensions[4 + length :]
    return Version(number) if number in {version.value for version in Version} else None
