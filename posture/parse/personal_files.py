"""Files with personal data: how many values of which kind, and who can read them. Never the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.model.answer import Meta
from posture.model.request import Kind

WORDS = {Kind.RESIDENT_ID: "identity numbers", Kind.BANK_CARD: "card numbers", Kind.MOBILE: "mobile numbers"}


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """One file. `open` says whether every local account can read it; None when that is not known."""

    path: str
    counts: Mapping[Kind, int]
    meta: Meta | None
    open: bool | None

    def over(self, limits: Mapping[Kind, int]) -> bool:
        """Whether it holds as many values of some kind as its limit, or more."""
        return any(self.counts.get(kind, 0) >= limit for kind, limit in limits.items())

    def shown(self) -> str:
        """The counts as a person reads them."""
        parts = [f"{self.counts[kind]} {word}" for kind, word in WORDS.items() if self.counts.get(kind)]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The files that hold personal data, most values first; `partial` names what was not counted."""

    files: tuple[PersonalFile, ...] = ()
    partial: tuple[str, ...] = field(default_factory=tuple)
