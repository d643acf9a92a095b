"""Who may ask an SNMP agent, and with what proof: snmpd.conf(5) of Net-SNMP.

A community is a password in clear text: it is judged here and never goes any further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from posture.model.answer import File
from posture.model.evidence import Source

WELL_KNOWN = frozenset(
    {"<default>", "public", "private", "community", "snmp", "admin", "cisco", "manager", "monitor", "write",
     "secret", "test", "default", "read", "all", "rwcommunity", "rocommunity",
     "system", "security", "huawei", "h3c", "password"}
)  # fmt: skip
EVERYBODY = frozenset({"default", "0.0.0.0/0", "0.0.0.0/0.0.0.0", "::/0", "*"})
LOCAL = ("localhost", "127.", "::1")
_TRANSPORT = re.compile(r"^(?:udp6?|tcp6?|udpv6|tcpv6|unix|dtlsudp6?|tlstcp):")
_DIRECT = {"rocommunity": False, "rocommunity6": False, "rwcommunity": True, "rwcommunity6": True}


@dataclass(frozen=True, slots=True)
class Community:
    """A community without its name: whether the name is one that everybody tries first, and what it opens."""

    well_known: bool
    writable: bool
    source: str
    local: bool
    """Only the host itself can use it, by its source or because the agent listens nowhere else."""
    at: Source

    @property
    def subject(self) -> str:
        """`line 12: default`: the place tells communities apart without naming them."""
        return f"{self.at.what}:{self.at.line}"

    @property
    def to_everybody(self) -> bool:
        """Whether any address may use it."""
        return self.source in EVERYBODY


@dataclass(frozen=True, slots=True)
class User:
    """A user of version 3 and the least he must prove: noauth, auth or priv."""

    level: str
    writable: bool
    at: Source


@dataclass(frozen=True, slots=True)
class Snmpd:
    """The communities and users an agent knows."""

    communities: tuple[Community, ...] = ()
    users: tuple[User, ...] = ()


def read_snmpd(files: tuple[File, ...]) -> Snmpd:
    """All files together: a group may get its right to write in another file than its community."""
    lines = [line for file in files for line in _lines(file)]
    return Snmpd(tuple(_communities(lines, _writers(lines), _listens_locally(lines))), tuple(_users(lines)))


_Line = tuple[list[str], File, int]


def _lines(file: File) -> Iterator[_Line]:
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if words:
            yield [words[0].lower(), *words[1:]], file, number


def _writers(lines: list[_Line]) -> frozenset[str]:
    """Security names whose group has a view to write, or of whose group nothing is said."""
    groups: dict[str, set[str]] = {}
    writing: set[str] = set()
    for words, _, _ in lines:
        if words[0] == "group" and len(words) > 3:
            groups.setdefault(words[3], set()).add(words[1])
        elif words[0] == "access" and len(words) > 7 and words[7] != "none":
            writing.add(words[1])
    return frozenset(name for name, of in groups.items() if of & writing)


def _listens_locally(lines: list[_Line]) -> bool:
    """`agentaddress udp:127.0.0.1:161,[::1]`: without one the agent listens everywhere."""
    said = [place for words, _, _ in lines if words[0] == "agentaddress" for place in " ".join(words[1:]).split(",")]
    plain = [_TRANSPORT.sub("", place.strip().lower()).lstrip("[") for place in said]
    return bool(plain) and all(place.startswith((*LOCAL, "/")) for place in plain)


def _communities(lines: list[_Line], writers: frozenset[str], local: bool) -> Iterator[Community]:
    for words, file, number in lines:
        if words[0] in _DIRECT and len(words) > 1:
            source = words[2] if len(words) > 2 and not words[2].startswith("-") else "default"
            yield _community(words[1], _DIRECT[words[0]], source, local, file.source(number, words[0]))
        elif words[0] in ("com2sec", "com2sec6"):
            rest = words[3:] if words[1:2] == ["-Cn"] else words[1:]
            if len(rest) > 2:
                yield _community(rest[2], rest[0] in writers, rest[1], local, file.source(number, words[0]))


def _community(name: str, writable: bool, source: str, local: bool, at: Source) -> Community:
    known = name.strip("\"'").lower() in WELL_KNOWN
    shown = replace(at, excerpt=f"{at.excerpt} <{'well-known' if known else 'own'} community> {source}"[:200])
    return Community(known, writable, source, local or source.startswith(LOCAL), shown)


def _users(lines: list[_Line]) -> Iterator[User]:
    for words, file, number in lines:
        if words[0] in ("rouser", "rwuser") and len(words) > 1:
            rest = words[3:] if words[1:2] == ["-s"] else words[1:]
            level = rest[1].lower() if len(rest) > 1 and not rest[1].startswith("-") else "auth"
            yield User(level, words[0] == "rwuser", file.source(number, " ".join(words)[:200]))
