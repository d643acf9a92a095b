"""Name servers, from resolv.conf(5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source


@dataclass(frozen=True, slots=True)
class NameServer:
    """One server, as written."""

    address: str
    at: Source


@dataclass(frozen=True, slots=True)
class Resolver:
    """The servers that names are looked up at; behind the local stub of systemd-resolved those it asks."""

    servers: tuple[NameServer, ...] = ()


def name_servers(file: File) -> Iterator[NameServer]:
    """`nameserver ADDRESS` lines; `#` and `;` begin comments."""
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver":
            yield NameServer(words[1][:100], file.source(number, line.strip()[:200]))
