"""A configured value together with where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from posture.model.evidence import Reason, Source

Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One effective value.

    `at` is the line that decided it, or None for a built-in default (then `default` is true).
    `subject` names the part of the host it holds for (a Match block, an account, an interface);
    empty means the whole.
    """

    value: Value
    at: Source | None = None
    default: bool = False
    subject: str = ""
    undecided: str = ""
    """Why the value cannot be known from what was seen (a kernel default without a running kernel)."""
    reason: Reason = Reason.UNSUPPORTED
    """The word for `undecided`; without meaning when the value is known."""
    moot: str = ""
    """Why the question makes no sense here (a parameter of a protocol the kernel does not speak)."""
