"""Sockets that wait for strangers: from `ss -H -tulpn`, or from the tables under /proc/net."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posture.model.answer import File, Output
from posture.model.evidence import Source

LISTEN = {"tcp": "0A", "udp": "07"}
"""States of a socket that waits: TCP_LISTEN, and TCP_CLOSE, which is how an unconnected UDP socket shows."""

_PROCESS = re.compile(r'users:\(\("(.{0,64}?)",pid=')


@dataclass(frozen=True, slots=True)
class Listener:
    """One socket. `address` is a literal IP address without zone, IPv4 where it is mapped into IPv6.

    `process` and `uid` are filled where they were to be seen.
    """

    proto: str
    address: str
    port: int
    process: str = ""
    uid: int | None = None
    at: Source | None = None

    @property
    def loopback(self) -> bool:
        """Whether only programs of the same host can reach it."""
        return ipaddress.ip_address(self.address).is_loopback

    @property
    def family(self) -> str:
        """`ip` or `ip6`; a socket on `::` usually takes IPv4 as well."""
        return "ip6" if ":" in self.address else "ip"

    @property
    def subject(self) -> str:
        """As people write it: tcp/0.0.0.0:22, tcp/[::]:22."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.proto}/{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Listeners:
    """All of them, one per protocol, address and port, in order."""

    all: tuple[Listener, ...] = ()

    def reachable(self, proto: str) -> tuple[Listener, ...]:
        """Those that other hosts can reach, as far as the socket itself says."""
        return tuple(one for one in self.all if one.proto == proto and not one.loopback)


def collect(found: Iterable[Listener]) -> Listeners:
    """Several sockets on one address and port (SO_REUSEPORT, workers) count once."""
    unique: dict[tuple[str, str, int], Listener] = {}
    for one in found:
        known = unique.setdefault((one.proto, one.address, one.port), one)
        if one.process and not known.process:
            unique[one.proto, one.address, one.port] = one
    return Listeners(tuple(unique[key] for key in sorted(unique)))


def from_ss(output: Output) -> Iterator[Listener]:
    """The sockets in the output of `ss -H -tulpn`; lines of another form are passed over."""
    for number, line in enumerate(output.text.splitlines(), 1):
        words = line.split(None, 6)
        if len(words) < 6 or words[0] not in LISTEN:
            continue
        place = _address_and_port(words[4])
        if place is None:
            continue
        process = _PROCESS.search(words[6]) if len(words) > 6 else None
        at = output.source(number, " ".join(words)[:200])
        yield Listener(words[0], *place, process[1] if process else "", at=at)


def _address_and_port(text: str) -> tuple[str, int] | None:
    """`0.0.0.0:22`, `*:22`, `[::]:22`, `127.0.0.53%lo:53`, `[fe80::1%eth0]:546`."""
    host, _, port = text.rpartition(":")
    host = host.strip("[]").partition("%")[0]
    if not port.isascii() or not port.isdecimal() or len(port) > 5:
        return None
    if host == "*":
        return "::", int(port)
    try:
        return _plain(ipaddress.ip_address(host)), int(port)
    except ValueError:
        return None


def from_proc(file: File, order: str = "little") -> Iterator[Listener]:
    """The sockets in one of /proc/net/{tcp,tcp6,udp,udp6}.

    Addresses are 32-bit words in the byte order of the host, `order`; every platform we meet is little-endian.
    """
    proto = file.path.rsplit("/", 1)[-1][:3]
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if number == 1 or len(words) < 8 or words[3] != LISTEN.get(proto):
            continue
        host, _, port = words[1].partition(":")
        try:
            address = _from_hex(host, order)
            yield Listener(proto, address, int(port, 16), "", int(words[7]), file.source(number, line.strip()[:200]))
        except ValueError:
            continue


def _from_hex(text: str, order: str) -> str:
    raw = bytes.fromhex(text)
    if order == "little":
        raw = b"".join(raw[i : i + 4][::-1] for i in range(0, len(raw), 4))
    return _plain(ipaddress.ip_address(raw))


def _plain(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
