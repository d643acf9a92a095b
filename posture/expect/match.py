"""A comparison that explains itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from posture.model.setting import Value


@dataclass(frozen=True, slots=True)
class Match:
    """The result of a comparison: whether it holds, what was expected, what was there."""

    ok: bool
    expected: str
    actual: str


Matcher: TypeAlias = Callable[[Value], Match]


class Incomparable(Exception):
    """The value has no place on the matcher's scale (text where a number belongs)."""


def say(value: object) -> str:
    """A value as a person reads it: `yes`, `3`, `a, b`, `not set`."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(say(item) for item in value) if value else "nothing"
    text = str(value)
    return text if text else "empty"
