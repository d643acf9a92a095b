"""Which of the programs that security rests on are installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.model.evidence import Source, Unavailable


@dataclass(frozen=True, slots=True)
class Installed:
    """Programs by our name for them, with the path that was found; `unseen` are those that could not be looked for.

    `container` is the mark of a container's root file system, where there is one.
    """

    found: Mapping[str, Source] = field(default_factory=dict)
    unseen: Mapping[str, Unavailable] = field(default_factory=dict)
    container: Source | None = None

    def first(self, *names: str) -> tuple[str, Source] | None:
        """The first of these that is installed."""
        return next(((name, self.found[name]) for name in names if name in self.found), None)

    def all(self, *names: str) -> tuple[tuple[str, Source], ...]:
        """Those of these that are installed."""
        return tuple((name, self.found[name]) for name in names if name in self.found)

    def unsure(self, *names: str) -> Unavailable | None:
        """Why it cannot be said that none of these is installed."""
        return next((self.unseen[name] for name in names if name in self.unseen), None)
