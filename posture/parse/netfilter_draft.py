"""A rule being read. The three notations (iptables-save, nft text, nft JSON) share what their tests mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from posture.model.evidence import Source
from posture.parse.netfilter import FilterRule, Narrow

EVERYWHERE = frozenset({"0.0.0.0/0", "::/0", "0/0", "0.0.0.0/0.0.0.0"})
FAMILY_NAMES = {"ip": "ip", "ipv4": "ip", "2": "ip", "ip6": "ip6", "ipv6": "ip6", "10": "ip6"}
PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "ipv6-icmp": "icmpv6"}
REJECT_FAMILIES = {"icmp": "ip", "icmpv6": "ip6"}
"""nft lists a rule without its test of the family where the kind of reject implies it."""
PORT_NAMES = {
    "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "tftp": 69, "http": 80, "pop3": 110,
    "sunrpc": 111, "ntp": 123, "imap2": 143, "snmp": 161, "ldap": 389, "https": 443, "microsoft-ds": 445,
}  # fmt: skip
NO_PORT = (0, 0)
LAST_PORT = 65535


class Draft:
    """Collects the tests and the verdict of one rule."""

    def __init__(self, text: str, at: Source | None) -> None:
        self._text, self._at = text, at
        self._narrows: set[Narrow] = set()
        self._ports: list[tuple[int, int]] | None = None
        self._unseen_ports = False
        self._protocols: set[str] | None = None
        self._excluded: set[str] = set()
        self.verdict = self.target = self.family = self._interface = ""
        self.stateful = self.logs = False

    def done(self) -> FilterRule:
        """The rule as read."""
        return FilterRule(
            self._text[:300],
            self.verdict,
            self.target,
            frozenset(self._narrows),
            self.family,
            self._protocol(),
            () if self._unseen_ports else tuple(self._ports or ()),
            self.stateful,
            self.logs,
            self._interface,
            self._at,
        )

    def _protocol(self) -> str:
        """TCP where it is among those that can match; of others any; `none` where nothing can."""
        if self._protocols is None:
            return f"!{_foremost(self._excluded)}" if self._excluded else ""
        return _foremost(self._protocols - self._excluded)

    def narrow(self, kind: Narrow) -> None:
        """It tests something of this kind."""
        self._narrows.add(kind)

    def address(self, kind: Narrow, value: str, negated: bool = False) -> None:
        """It tests an address; a network of all addresses is no test."""
        if negated and kind is Narrow.SOURCE:
            self._narrows.add(Narrow.STRANGER)
        elif negated or value not in EVERYWHERE:
            self._narrows.add(kind)

    def interface(self, name: str, negated: bool = False) -> None:
        """It tests the interface."""
        if name == "lo":
            self._narrows.add(Narrow.STRANGER if negated else Narrow.LOOPBACK)
        else:
            self._narrows.add(Narrow.INTERFACE)
            self._interface = "" if negated else name

    def states(self, names: Iterable[str], negated: bool = False) -> None:
        """It tests the state of the connection. To take new ones is to take what any stranger sends."""
        known = {name.lower() for name in names}
        self.stateful = self.stateful or (not negated and "established" in known)
        if ("new" in known) == negated:
            self._narrows.add(Narrow.STATE)

    def family_is(self, name: str, negated: bool = False) -> None:
        """It tests the address family; unknown ones are a test like any other."""
        family = FAMILY_NAMES.get(name.lower(), "")
        if not family:
            self._narrows.add(Narrow.OTHER)
        elif negated:
            self.family = "ip6" if family == "ip" else "ip"
        else:
            self.family = family

    def protocol_is(self, name: str, negated: bool = False) -> None:
        """It tests the protocol above IP."""
        if name.lower() not in ("all", "0"):
            self.protocol_in([name], negated)

    def protocol_in(self, names: Sequence[str], negated: bool = False) -> None:
        """It tests for one of several protocols."""
        known = {PROTOCOLS.get(name, name) for name in map(str.lower, names)}
        self._narrows.add(Narrow.PROTOCOL)
        if negated:
            self._excluded |= known
        else:
            self._protocols = known if self._protocols is None else self._protocols & known

    def port_in(self, values: Sequence[str], negated: bool = False) -> None:
        """It tests for one of several destination ports: numbers, names, ranges with - or :, or what is not seen."""
        self._narrows.add(Narrow.PORT)
        if not values or any(value.startswith(("@", "$")) for value in values):
            self._unseen_ports = True
            return
        found = sorted(_range(value) for value in values)
        self._ports = _common(self._ports, _complement(found) if negated else found)


def _range(value: str) -> tuple[int, int]:
    low, _, high = value.replace(":", "-", 1).partition("-") if value[:1].isdecimal() else (value, "", "")
    first, last = _number(low, 0), _number(high, LAST_PORT if value.endswith((":", "-")) else -1)
    return NO_PORT if first < 0 else (first, first if last < 0 else last)


def _common(one: list[tuple[int, int]] | None, other: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ports in both, each sorted by its beginning; no list is all of them."""
    if one is None:
        return other
    both, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        low, high = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if low <= high:
            both.append((low, high))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return both or [NO_PORT]


def _foremost(protocols: set[str]) -> str:
    return "tcp" if "tcp" in protocols else min(protocols, default="none")


def _complement(ports: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """All ports but these; one that is none where nothing is left."""
    found, start = [], 1
    for low, high in ports:
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    if start <= LAST_PORT:
        found.append((start, LAST_PORT))
    return found or [NO_PORT]


def _number(text: str, empty: int) -> int:
    if not text:
        return empty
    if text.isascii() and text.isdecimal() and len(text) < 6:
        return int(text)
    return PORT_NAMES.get(text, -1)
