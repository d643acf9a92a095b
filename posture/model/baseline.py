"""The graded baseline: ordered levels, controls, and what a check must meet at each level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from posture.model.layer import Layer
from posture.model.setting import Value


class Importance(StrEnum):
    """How much a control weighs. The 2021 MLPS template uses the factors 1, 2 and 3."""

    GENERAL = "general"
    IMPORTANT = "important"
    KEY = "key"

    @property
    def weight(self) -> int:
        return {"general": 1, "important": 2, "key": 3}[self.value]


class Assess(StrEnum):
    """How a control can be decided."""

    MACHINE = "machine"
    PARTIAL = "partial"
    """Machine evidence and an attestation together."""
    ATTESTED = "attested"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in English and Chinese; `zh` falls back to `en`."""

    en: str
    zh: str = ""

    def in_(self, language: str) -> str:
        return self.zh if language == "zh" and self.zh else self.en


@dataclass(frozen=True, slots=True)
class Level:
    """One grade; a level holds all that the level it extends holds."""

    number: int
    title: Text


@dataclass(frozen=True, slots=True)
class Control:
    """One requirement as a family over the levels: the clause it is at each, and who decides it.

    `key` names the family (for MLPS the level-3 clause, or the level-4 one where it first appears).
    `checks` maps a check id to the lowest level from which the control relies on it.
    `params` maps level -> check id -> parameter -> value.
    """

    key: str
    clauses: Mapping[int, str]
    point: Text
    title: Text
    domain: str
    layers: tuple[Layer, ...]
    importance: Importance
    assess: Assess
    kind: str = "G"
    checks: Mapping[str, int] = field(default_factory=dict)
    params: Mapping[int, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)
    origin: str = ""

    def checks_at(self, level: int) -> tuple[str, ...]:
        """The ids of the checks that decide this control at a level, sorted."""
        return tuple(sorted(check for check, first in self.checks.items() if level >= first))


@dataclass(frozen=True, slots=True)
class Baseline:
    """An ordered set of levels and their controls, with the digest of its files."""

    id: str
    version: str
    title: Text
    levels: tuple[Level, ...]
    controls: tuple[Control, ...]
    source: str = ""
    changes: tuple[str, ...] = ()
    digest: str = ""

    def at(self, level: int) -> tuple[Control, ...]:
        """The controls that exist at a level, in clause order of the file."""
        return tuple(control for control in self.controls if level in control.clauses)

    def params_at(self, level: int) -> dict[str, dict[str, Value]]:
        """Parameters per check at a level: those of lower levels hold on until tightened."""
        merged: dict[str, dict[str, Value]] = {}
        for number in sorted(known.number for known in self.levels if known.number <= level):
            for control in self.controls:
                for check, values in control.params.get(number, {}).items():
                    merged.setdefault(check, {}).update(values)
        return merged
