"""What the weighing is given: one asset with what is known of it, and the frame of the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from posture.assess.collect import Collected
from posture.model.attestation import Attestations
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


@dataclass(frozen=True)
class Frame:
    """What all assets of a run are judged by. `today` decides whether waivers and attestations hold."""

    checks: tuple[Check, ...]
    baseline: Baseline
    level: int
    today: date
    attestations: Attestations = field(default_factory=Attestations)
    waivers: tuple[Waiver, ...] = ()

    @cached_property
    def _attested(self) -> frozenset[str]:
        return frozenset(check.id for check in self.checks if check.attested)

    def attested(self, check: str) -> bool:
        """Whether only a person can decide this check."""
        return check in self._attested

    @cached_property
    def clauses(self) -> Mapping[str, tuple[str, ...]]:
        """The clauses that each check helps to decide at the assessed level."""
        found: dict[str, list[str]] = {}
        for control in self.baseline.at(self.level):
            for check in control.checks_at(self.level):
                found.setdefault(check, []).append(control.clauses[self.level])
        return {check: tuple(clauses) for check, clauses in found.items()}
