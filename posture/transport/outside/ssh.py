"""Listens to an SSH server's first words: its banner and the algorithms it offers (RFC 4253, sections 4 and 7).

No key is exchanged and nobody logs in. The server notes in its log that a connection ended early.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from posture.model.answer import SshOffer
from posture.model.evidence import Evidence, Observed, Source
from posture.transport.outside.line import Garbled, Line, trouble

OURS = b"SSH-2.0-Posture\r\n"
LONGEST_LINE = 1024
MOST_LINES = 50
"""Lines a server may say before its banner."""
LONGEST_PACKET = 65536
MOST = 256 * 1024
KEXINIT = 20
NAME_LISTS = 10


def ssh_hello(address: str, port: int, seconds: float) -> Evidence[SshOffer]:
    """What the SSH server offers. Absent when nothing listens on the port."""
    what = f"ssh {address}:{port}"
    try:
        with Line(address, port, time.monotonic() + seconds, MOST) as line:
            line.say(OURS)
            banner = _banner(line)
            # a server of protocol 1 goes on in another language: its banner says all there is to say
            lists = parse_kexinit(_packet(line)) if _speaks_2(banner) else ((),) * NAME_LISTS
    except (OSError, EOFError, Garbled) as fault:
        return trouble(fault, what)
    kex, host_keys, to_server, to_client, macs_to_server, macs_to_client, *_ = lists
    offer = SshOffer(port, banner, kex, host_keys, _union(to_server, to_client), _union(macs_to_server, macs_to_client))
    return Observed(offer, (Source(what, excerpt=banner),))


def _banner(line: Line) -> str:
    for _ in range(MOST_LINES):
        text = line.to_newline(LONGEST_LINE)
        if text.startswith(b"SSH-"):
            return "".join(chr(byte) if 0x20 <= byte < 0x7F else "?" for byte in text[:255])
    raise Garbled("no SSH banner")


def _speaks_2(banner: str) -> bool:
    return banner.startswith(("SSH-2.", "SSH-1.99"))


def _packet(line: Line) -> bytes:
    length = int.from_bytes(line.exactly(4), "big")
    if not 2 <= length <= LONGEST_PACKET:
        raise Garbled(f"a first packet of {length} bytes")
    body = line.exactly(length)
    return body[1 : max(1, length - body[0])]


def parse_kexinit(payload: bytes) -> tuple[tuple[str, ...], ...]:
    """The ten name-lists of a KEXINIT message, in the order of RFC 4253 section 7.1. Raises Garbled."""
    if not payload or payload[0] != KEXINIT:
        raise Garbled("the first packet is no key exchange offer")
    return tuple(_name_lists(payload[17:]))


def _name_lists(rest: bytes) -> Iterator[tuple[str, ...]]:
    for _ in range(NAME_LISTS):
        length = int.from_bytes(rest[:4], "big")
        if len(rest) < 4 + length:
            raise Garbled("a key exchange offer that ends early")
        names, rest = rest[4 : 4 + length], rest[4 + length :]
        if any(not 0x21 <= byte <= 0x7E for byte in names):
            raise Garbled("an algorithm name that is no printable ASCII")
        yield tuple(name for name in names.decode("ascii").split(",") if name)


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
