"""What a judge says of one subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from posture.model.evidence import Reason, Source
from posture.model.setting import Setting

At: TypeAlias = "Source | Setting | Iterable[Source] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    subject: str = ""
    """The part of the asset: an account, a path, a listener. Empty for the asset as a whole."""
    observed: object = None
    expected: object = None
    because: str = ""
    """One sentence for a person, where observed and expected do not speak for themselves."""
    at: At = None

    @property
    def places(self) -> tuple[Source, ...]:
        """Where it was seen, as a flat tuple."""
        if self.at is None:
            return ()
        if isinstance(self.at, Source):
            return (self.at,)
        if isinstance(self.at, Setting):
            return (self.at.at,) if self.at.at else ()
        return tuple(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass(_Said):
    """The subject is as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail(_Said):
    """The subject is not as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable(_Said):
    """The question makes no sense here; `because` must say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(_Said):
    """This subject could not be judged although the probe answered as a whole; `because` must say why."""

    reason: Reason = Reason.UNPARSABLE


Verdict: TypeAlias = Pass | Fail | NotApplicable | Unknown
