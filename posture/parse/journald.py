"""The systemd journal: whether it outlives a reboot, and how long it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from posture.model.evidence import Source
from posture.model.setting import Setting

UNITS: dict[str, int] = {
    **dict.fromkeys(("", "s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
    **dict.fromkeys(("w", "week", "weeks"), 604800),
    **dict.fromkeys(("M", "month", "months"), 2629800),
    **dict.fromkeys(("y", "year", "years"), 31557600),
}
"""systemd.time(7), in seconds. Only `M` is told from `m` by its case."""
_SPAN = re.compile(r"([0-9]{1,12})[ \t]{0,20}([A-Za-z]{0,10})[ \t]{0,20}")


@dataclass(frozen=True, slots=True)
class Journald:
    """`folder` is where /var/log/journal was seen. `retention` is in days, 0 for no limit by age."""

    storage: Setting
    folder: Source | None
    retention: int = 0
    retention_at: Source | None = None
    oldest: int = 0
    """When the oldest journal file begins, seconds since 1970; 0 where that is not known."""

    @property
    def persistent(self) -> bool | None:
        """Whether records outlive a reboot; None for a value systemd does not know."""
        value = str(self.storage.value).lower()
        if value == "auto":
            return self.folder is not None
        return {"persistent": True, "volatile": False, "none": False}.get(value)


def seconds(text: str) -> int:
    """A time span such as `6month`, `1w 2d` or `3600`; 0 where it holds anything else."""
    total, rest = 0, text.strip()
    while rest:
        match = _SPAN.match(rest)
        if match is None:
            return 0
        unit = match[2] if match[2] == "M" else match[2].lower()
        if unit not in UNITS:
            return 0
        total += int(match[1]) * UNITS[unit]
        rest = rest[match.end() :]
    return total


def begins(name: str) -> int:
    """When an archived journal file begins, from its name `system@ID-SEQUENCE-REALTIME.journal`; 0 for others."""
    stem = name.rsplit("/", 1)[-1].removesuffix(".journal")
    realtime = stem.rsplit("-", 1)[-1]
    if "@" not in stem or len(realtime) != 16:
        return 0
    try:
        return int(realtime, 16) // 1_000_000
    except ValueError:
        return 0
