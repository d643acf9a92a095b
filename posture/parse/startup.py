"""What starts by itself: links that enable systemd units, and the links of SysV init and OpenRC."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from posture.model.answer import Meta
from posture.model.evidence import Source

_SYSV = re.compile(r"S[0-9]{2}([^/]+)")


@dataclass(frozen=True, slots=True)
class Startup:
    """Units (`auditd.service`) and init scripts (`auditd`) that start at boot, each with the link that says so."""

    units: Mapping[str, Source] = field(default_factory=dict)
    scripts: Mapping[str, Source] = field(default_factory=dict)
    masked: frozenset[str] = frozenset()

    def starts(self, *names: str) -> Source | None:
        """Where it is enabled, for the first of these that is. A name without a dot is a service or a script."""
        for name in names:
            unit = name if "." in name else f"{name}.service"
            if unit in self.masked:
                continue
            found = self.units.get(unit) or self._instance(unit)
            if found is None and "." not in name:
                found = self.scripts.get(name)
            if found is not None:
                return found
        return None

    def _instance(self, unit: str) -> Source | None:
        """For `clamd@.service`: any enabled instance of the template."""
        stem, sign, suffix = unit.partition("@.")
        if not sign:
            return None
        units = sorted(self.units)
        return next((self.units[u] for u in units if u.startswith(f"{stem}@") and u.endswith(f".{suffix}")), None)


def startup(
    wants: Iterable[Meta], overrides: Iterable[Meta], scripts: Iterable[Meta], native: Iterable[Meta]
) -> Startup:
    """Put the links together. `wants`: entries of *.wants and *.requires folders; `overrides`: entries of
    /etc/systemd/system; `scripts`: entries of rc?.d and runlevels; `native`: units that packages ship.

    An init script counts only where no unit of that name exists: systemd then ignores the script's links.
    """
    units: dict[str, Source] = {}
    for meta in wants:
        if meta.kind == "file" and meta.size > 0:
            units.setdefault(_name(meta), Source(meta.path))
    masked = {_name(meta) for meta in overrides if meta.kind == "char" or (meta.kind == "file" and meta.size == 0)}
    known = {_name(meta) for meta in native} | {_name(meta) for meta in overrides}
    started: dict[str, Source] = {}
    for meta in scripts:
        name = _name(meta)
        match = _SYSV.fullmatch(name)
        name = match[1] if match else name
        if f"{name}.service" not in known:
            started.setdefault(name, Source(meta.path))
    return Startup(units, started, frozenset(masked))


def _name(meta: Meta) -> str:
    return meta.path.rsplit("/", 1)[-1]
