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

    The kernel's parameters that hold for it are None where they are not to be seen: `rp_filter` is the greater of
    its own value and that for all (ip-sysctl); the two of IPv6 are its own alone.
    """

    name: str
    flags: int
    at: Source
    wireless: bool = False
    member: bool = False
    rp_filter: int | None = None
    accept_redirects6: int | None = None
    accept_ra6: int | None = None

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


@dataclass(frozen=True, slots=True)
class Parameters:
    """Files conf/*/NAME of each parameter."""

    rp_filter: tuple[File, ...] = ()
    accept_redirects6: tuple[File, ...] = ()
    accept_ra6: tuple[File, ...] = ()


def read_interfaces(
    flags: Iterable[File], wireless: Iterable[str], members: Iterable[str], parameters: Parameters
) -> Interfaces:
    """Put together /sys/class/net/*/flags, the paths below it that mark a kind, and conf/*/NAME."""
    without_wire = {_part(path) for path in wireless}
    in_group = {_part(path) for path in members}
    rp_filter = _values(parameters.rp_filter)
    redirects, adverts = _values(parameters.accept_redirects6), _values(parameters.accept_ra6)
    found = []
    for file in flags:
        name, bits = _part(file.path), _number(file.text, 16)
        if bits is None:
            continue
        checked = max(rp_filter[name], rp_filter.get("all", 0)) if name in rp_filter else None
        at = file.source(1, file.text.strip()[:40])
        kind = name in without_wire, name in in_group
        found.append(Interface(name, bits, at, *kind, checked, redirects.get(name), adverts.get(name)))
    return Interfaces(tuple(sorted(found, key=lambda one: one.name)))


def _values(files: Iterable[File]) -> dict[str, int]:
    return {_part(file.path): number for file in files if (number := _number(file.text, 10)) is not None}


def _part(path: str) -> str:
    """The folder a path lies in: `eth0` of /sys/class/net/eth0/flags."""
    return path.rsplit("/", 2)[-2] if path.count("/") > 1 else path


def _number(text: str, base: int) -> int | None:
    try:
        return int(text.strip()[:20], base)
    except ValueError:
        return None
