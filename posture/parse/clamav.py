"""ClamAV's signatures: when they were last renewed."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.evidence import Source


@dataclass(frozen=True, slots=True)
class Clamav:
    """The newest daily signature file: when it was made, in seconds since 1970, and where it lies."""

    renewed: int
    at: Source
