"""Updates that are waiting, from a simulated `apt-get dist-upgrade`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from posture.model.answer import Output
from posture.model.evidence import Source

_LINE = re.compile(r"Inst (\S{1,200}) \[([^\]\n]{1,200})\] \((\S{1,200}) ([^\[\)\n]{1,500})")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A package with a newer version. `security` says that the newer one comes from a security archive."""

    name: str
    have: str
    offered: str
    security: bool
    at: Source


@dataclass(frozen=True, slots=True)
class Updates:
    """What apt would upgrade, and when the lists of the security archive were last renewed (0: there are none)."""

    waiting: tuple[Waiting, ...]
    refreshed: int
    refreshed_at: Source | None
    now: int


def waiting(output: Output) -> tuple[Waiting, ...]:
    """The `Inst` lines for packages that are installed already."""
    found: list[Waiting] = []
    for number, line in enumerate(output.text.split("\n"), 1):
        match = _LINE.match(line)
        if match:
            origins = match[4].lower()
            security = "-security" in origins or "security:" in origins
            found.append(Waiting(match[1], match[2], match[3], security, output.source(number, line[:200])))
    return tuple(found)
