"""Log files with their owners and modes."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.answer import Meta
from posture.model.evidence import Unavailable


@dataclass(frozen=True, slots=True)
class LogFiles:
    """The usual log files that are there, and what could not be looked at."""

    files: tuple[Meta, ...] = ()
    troubles: tuple[Unavailable, ...] = ()
