"""A probe: a named question. It declares requests and parses answers; it performs nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from posture.model.answer import Answers
from posture.model.evidence import Evidence
from posture.model.request import Request

T = TypeVar("T")


@dataclass(frozen=True)
class Probe(Generic[T]):
    """What to ask, and how to read what comes back.

    `parse` is total: whatever the answers hold, it returns evidence and does not raise.
    `follow` names requests that depend on answers (an Include, a home folder); it is called after each
    stage until it names nothing new, two times at most.
    """

    name: str
    record: type[T]
    about: str
    requests: tuple[Request, ...]
    parse: Callable[[Answers], Evidence[T]]
    follow: Callable[[Answers], tuple[Request, ...]] | None = None
