"""pg_hba.conf: who may connect from where, and how they prove who they are.

The first line whose type, database, user and address fit a connection decides it; a line that an earlier one
covers whole decides nothing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from posture.model.answer import File
from posture.model.evidence import Source, Unavailable

Reader = Callable[[str], tuple[File, ...]]
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
TYPES: Mapping[str, frozenset[str]] = {
    "local": frozenset(("local",)),
    "host": frozenset(("ssl", "gss", "plain")),
    "hostssl": frozenset(("ssl",)),
    "hostnossl": frozenset(("gss", "plain")),
    "hostgssenc": frozenset(("gss",)),
    "hostnogssenc": frozenset(("ssl", "plain")),
}
"""The ways of connecting that each type of line speaks of."""
DEPTH = 10
_TOKEN = re.compile(r'(?:[^\s",#]|"[^"]*"?)+|,')
_MASK = re.compile(r"[0-9a-fA-F.:]+")
_EVERYWHERE = ("0.0.0.0/0", "::/0")
_HERE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


@dataclass(frozen=True, slots=True)
class HbaRule:
    """One line. `address` is as written (with a mask in prefix form), empty for `local`."""

    type: str
    databases: tuple[str, ...]
    users: tuple[str, ...]
    address: str
    method: str
    options: tuple[str, ...]
    at: Source

    @property
    def remote(self) -> bool:
        """Whether another machine can match it."""
        if self.type == "local" or self.address in ("samehost", "localhost"):
            return False
        network = _network(self.address)
        return network is None or not any(_within(network, here) for here in _HERE)

    @property
    def any_address(self) -> bool:
        """Whether every address matches it."""
        return self.type != "local" and (self.address == "all" or self.address in _EVERYWHERE)

    @property
    def ways(self) -> frozenset[str]:
        return TYPES[self.type]

    def covers(self, other: HbaRule) -> bool:
        """Whether every connection that fits `other` fits this line too."""
        return (
            self.ways >= other.ways
            and _names(self.databases, other.databases, database=True)
            and _names(self.users, other.users, database=False)
            and _addresses(self, other)
        )


@dataclass(frozen=True, slots=True)
class HbaCluster:
    """The lines of one cluster that can decide a connection, the lines that do not parse, and what is missing."""

    name: str
    rules: tuple[HbaRule, ...] = ()
    faults: tuple[Source, ...] = ()
    trouble: Unavailable | None = None
    ssl: bool | None = None
    listens: bool | None = None
    """Whether it accepts TCP connections from other machines; None when that is not known."""


@dataclass(frozen=True, slots=True)
class PgHba:
    """The host-based authentication of every cluster."""

    clusters: tuple[HbaCluster, ...] = ()


def rules_of(files: tuple[File, ...], read: Reader) -> tuple[tuple[HbaRule, ...], tuple[Source, ...]]:
    """The lines that can match, in order, without those an earlier line covers; and the lines with faults."""
    rules: list[HbaRule] = []
    faults: list[Source] = []
    for one in (one for file in files for one in _lines(file, read)):
        if isinstance(one, Source):
            faults.append(one)
        elif not any(earlier.covers(one) for earlier in rules):
            rules.append(one)
    return tuple(rules), tuple(faults)


def _lines(file: File, read: Reader, depth: int = 0) -> Iterator[HbaRule | Source]:
    for number, line in _joined(file.text):
        fields = _split(line)
        if not fields:
            continue
        at = file.source(number, line.strip())
        if fields[0][0] in ("include", "include_if_exists", "include_dir") and len(fields) == 2:
            folder, name = file.path.rsplit("/", 1)[0], fields[1][0]
            path = name if name.startswith("/") else f"{folder}/{name}"
            inner = read(f"{path}/*.conf" if fields[0][0] == "include_dir" else path) if depth < DEPTH else ()
            for each in inner:
                yield from _lines(each, read, depth + 1)
        else:
            yield _rule(fields, at) or at


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines, those that end with a backslash joined to the next, under the number of the first."""
    pending, start = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        start = start or number
        if line.endswith("\\"):
            pending += line[:-1]
            continue
        yield start, pending + line
        pending, start = "", 0
    if pending:
        yield start, pending


def _split(line: str) -> list[tuple[str, ...]]:
    """Fields of a line; commas make one field of several words."""
    fields: list[tuple[str, ...]] = []
    join = False
    end = 0
    for match in _TOKEN.finditer(line):
        if "#" in line[end : match.start()]:
            break
        end = match.end()
        if match[0] == ",":
            join = True
            continue
        word = match[0].replace('"', "")
        if join and fields:
            fields[-1] = (*fields[-1], word)
        else:
            fields.append((word,))
        join = False
    return fields


def _rule(fields: list[tuple[str, ...]], at: Source) -> HbaRule | None:
    kind = fields[0][0]
    if kind not in TYPES or len(fields) < (4 if kind == "local" else 5):
        return None
    rest = fields[3:]
    address = ""
    if kind != "local":
        address, rest = rest[0][0], rest[1:]
        if "/" not in address and _network(address) is not None and rest and _MASK.fullmatch(rest[0][0]):
            address, rest = _prefixed(address, rest[0][0]), rest[1:]
    if not rest or "<" in rest[0][0]:
        return None
    options = tuple(word for field in rest[1:] for word in field)
    return HbaRule(kind, fields[1], fields[2], address, rest[0][0], options, at)


def _prefixed(address: str, mask: str) -> str:
    try:
        return str(ipaddress.ip_network(f"{address}/{mask}", strict=False))
    except ValueError:
        pass
    try:
        return f"{address}/{bin(int(ipaddress.ip_address(mask))).count('1')}"
    except ValueError:
        return address


def _network(address: str) -> Network | None:
    try:
        return ipaddress.ip_network(address, strict=False)
    except ValueError:
        return None


def _within(inner: Network, outer: Network) -> bool:
    if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, ipaddress.IPv6Network) and isinstance(outer, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False


def _names(mine: tuple[str, ...], theirs: tuple[str, ...], *, database: bool) -> bool:
    """Whether these names take in all of those. `all` does not take in replication connections."""
    if "all" in mine:
        return not database or "replication" not in theirs or "replication" in mine
    special = ("sameuser", "samerole", "samegroup")
    return all(name in mine and not name.startswith(("+", "@", "/")) and name not in special for name in theirs)


def _addresses(mine: HbaRule, other: HbaRule) -> bool:
    if mine.type == "local" or mine.address == "all" or mine.address == other.address:
        return True
    one, two = _network(mine.address), _network(other.address)
    return one is not None and two is not None and _within(two, one)
