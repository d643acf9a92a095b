"""A check: one question with its reason, weight, evidence, judge and cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from posture.model.ccss import Ccss
from posture.model.layer import Layer
from posture.model.outcome import Severity
from posture.model.setting import Value
from posture.model.verdict import Verdict


class Tighter(StrEnum):
    """In which direction a parameter may move from one level to the next."""

    LOWER = "lower"
    HIGHER = "higher"
    SUBSET = "subset"
    SUPERSET = "superset"
    ANY = "any"

    def allows(self, old: Value, new: Value) -> bool:
        """Whether `new` is as tight as `old` or tighter."""
        if self is Tighter.ANY:
            return True
        if self in (Tighter.SUBSET, Tighter.SUPERSET):
            a, b = set(_items(old)), set(_items(new))
            return b <= a if self is Tighter.SUBSET else b >= a
        if not isinstance(old, int | float) or not isinstance(new, int | float):
            return False
        return new <= old if self is Tighter.LOWER else new >= old


def _items(value: Value) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a check: its default, and which way is tighter."""

    default: Value
    tighter: Tighter = Tighter.ANY
    about: str = ""


class Absence(StrEnum):
    """What it means when the probe's subject is not there."""

    NOT_APPLICABLE = "notapplicable"
    PASS = "pass"
    FAIL = "fail"


class Wants(StrEnum):
    """How a judge takes a probe's evidence."""

    VALUE = "value"
    """Only when observed; otherwise the engine settles the outcome."""
    OPTIONAL = "optional"
    """The value or None when absent; unavailable is settled by the engine."""
    EVIDENCE = "evidence"
    """All three values: the judge decides."""


@dataclass(frozen=True, slots=True)
class Need:
    """A probe that a judge asks for, under the name of the judge's parameter."""

    probe: str
    argument: str
    wants: Wants = Wants.VALUE


Judge: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Value]], Iterable[Verdict]]
"""Called with the evidence by argument name and the parameters by name."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. Built by the catalogue from a card or a module; both spellings compile to this."""

    id: str
    title: str
    layer: Layer
    why: str
    ccss: Ccss
    needs: tuple[Need, ...]
    judge: Judge
    fix: str
    params: Mapping[str, Param] = field(default_factory=dict)
    confirm: str = ""
    maps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    if_absent: Absence = Absence.NOT_APPLICABLE
    attested: bool = False
    """True when only a person can answer: without an attestation the outcome is notchecked."""
    origin: str = ""
    """file:line of the definition."""

    @property
    def subject(self) -> str:
        """The first two parts of the id, e.g. `host.sshd`: findings of one subject share a root cause."""
        return ".".join(self.id.split(".")[:2])

    @property
    def severity(self) -> Severity:
        return Severity.of(self.ccss.base)
