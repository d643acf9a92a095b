"""What lies in the usual folders of web servers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.answer import Meta
from posture.model.evidence import Unavailable


@dataclass(frozen=True, slots=True)
class WebRoot:
    """Files and folders of the first three levels (links followed), and what could not be looked at."""

    found: tuple[Meta, ...] = ()
    troubles: tuple[Unavailable, ...] = ()

    def named(self, names: Iterable[str]) -> tuple[Meta, ...]:
        """Those whose last part is one of these, in lower case."""
        wanted = frozenset(names)
        return tuple(meta for meta in self.found if base(meta.path) in wanted)

    def ending(self, suffixes: Iterable[str]) -> tuple[Meta, ...]:
        """Regular files whose name ends in one of these, in lower case."""
        ends = tuple(suffixes)
        return tuple(meta for meta in self.found if meta.kind == "file" and base(meta.path).endswith(ends))


def base(path: str) -> str:
    """The last part of a path, in lower case."""
    return path.rsplit("/", 1)[-1].lower()
