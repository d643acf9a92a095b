"""Network interfaces: what they are for the kernel, and whether it checks where their packets come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source

UP, LOOPBACK, PROMISCUOUS = 0x1, 0x8, 0x100
"""Bits of net_device flags (uapi/linux/if.h)."""


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface. `member`: part of a bridge or a bond, which listens to everything by its nature.

    `rp_filter` is the check of source addresses in force on it: the greater of its own value and that for all;
    None where it is not to be seen.
    """

    name: str
    flags: int
    at: Source
    wireless: bool = False
    member: bool = False
    rp_filter: int | None = None

    @property
    def up(self) -> bool:
        return bool(self.flags & UP)

    @property
    def loopback(self) -> bool:
        return bool(self.flags & LOOPBACK)

    @property
    def promiscuous(self) -> bool:
        return bool(self.flags & PROMISCUOUS)


@dataclass(frozen=True, slots=True)
class Interfaces:
    """All interfaces, by name."""

    all: tuple[Interface, ...] = ()


def read_interfaces(
    flags: Iterable[File], wireless: Iterable[str], members: Iterable[str], rp_filter: Iterable[File]
) -> Interfaces:
    """Put together /sys/class/net/*/flags, the paths below it that mark a kind, and conf/*/rp_filter."""
    without_wire = {_part(path) for path in wireless}
    in_group = {_part(path) for path in members}
    values = {_part(file.path): number for file in rp_filter if (number := _number(file.text, 10)) is not None}
    found = []
    for file in flags:
        name, bits = _part(file.path), _number(file.text, 16)
        if bits is None:
            continue
        own, everywhere = values.get(name), values.get("all", 0)
        checked = None if own is None else max(own, everywhere)
        at = file.source(1, file.text.strip()[:40])
        found.append(Interface(name, bits, at, name in without_wire, name in in_group, checked))
    return Interfaces(tuple(sorted(found, key=lambda one: one.name)))


def _part(path: str) -> str:
    """The folder a path lies in: `eth0` of /sys/class/net/eth0/flags."""
    return path.rsplit("/", 2)[-2] if path.count("/") > 1 else path


def _number(text: str, base: int) -> int | None:
    try:
        return int(text.strip()[:20], base)
    except ValueError:
        return None
