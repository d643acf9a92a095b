"""The modules of an rsync daemon: rsyncd.conf(5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.evidence import Source
from posture.parse.sections import GLOBAL, YES, Line


@dataclass(frozen=True, slots=True)
class Module:
    """One module with what holds for it: its own values, else those before the first module, else rsync's."""

    name: str
    authenticated: bool
    limited: bool
    """Only named hosts may connect."""
    writable: bool
    at: Source


@dataclass(frozen=True, slots=True)
class Rsyncd:
    """All modules, in order."""

    modules: tuple[Module, ...] = ()


def read_rsyncd(lines: Iterable[Line]) -> Rsyncd:
    """Values of one name: the last counts. `read only` is on where nothing is said."""
    usual: dict[str, str] = {}
    modules: dict[str, tuple[Source, dict[str, str]]] = {}
    for line in lines:
        if line.section == GLOBAL:
            usual[line.name] = line.value
        else:
            modules.setdefault(line.section, (line.at, {}))[1][line.name] = line.value
    return Rsyncd(tuple(_module(name, at, usual | own) for name, (at, own) in modules.items()))


def _module(name: str, at: Source, values: dict[str, str]) -> Module:
    allowed = values.get("hostsallow", "").replace(",", " ").split()
    everybody = not allowed or any(host in ("*", "0.0.0.0/0", "::/0") for host in allowed)
    denied = values.get("hostsdeny", "").replace(",", " ").split()
    read_only = values.get("readonly", "yes").lower() in YES
    return Module(
        name,
        bool(values.get("authusers", "").strip()),
        not everybody or "*" in denied,
        not read_only,
        at,
    )
