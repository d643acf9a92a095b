"""What the weighing is given: one asset with what is known of it, and the frame of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from posture.assess.collect import Collected
from posture.catalog.attestations import Attestations
from posture.model.baseline import Baseline
from posture.model.check import Check
from posture.model.waiver import Waiver


@dataclass(frozen=True, slots=True)
class Subject:
    """One asset of the run."""

    name: str
    target: str
    known: Collected
    status: Literal["complete", "partial", "unreachable"]
    reason: str = ""
    platform: str = ""
    zone: str = ""
    criticality: int | None = None
    owner: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all assets of a run are judged by. `today` decides whether waivers and attestations hold."""

    checks: tuple[Check, ...]
    baseline: Baseline
    level: int
    today: date
    attestations: Attestations = field(default_factory=Attestations)
    waivers: tuple[Waiver, ...] = ()

    def attested(self, check: str) -> bool:
        """Whether only a person can decide this check."""
        return any(known.id == check and known.attested for known in self.checks)
