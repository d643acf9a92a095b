"""What time it is on the target."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.evidence import Source


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds since 1970, by the target's own clock: ages of its files are reckoned from it."""

    now: int
    source: Source
