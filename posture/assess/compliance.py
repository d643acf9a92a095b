"""Compliance as an interval: what is not known counts as not met at the low end and as met at the high end."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.assessment import ScoreInterval
from posture.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Share:
    """Of one requirement on one asset: how much of it is met, how much is not known (0 to 1 together)."""

    weight: float
    met: float
    unknown: float


def share(weight: float, outcomes: Iterable[Outcome]) -> Share | None:
    """The share of a requirement that its checks have met; None when none of them applies."""
    counted = [outcome for outcome in outcomes if outcome is not Outcome.NOT_APPLICABLE]
    if not counted:
        return None
    met = sum(outcome is Outcome.PASS for outcome in counted) / len(counted)
    unknown = sum(outcome.undecided for outcome in counted) / len(counted)
    return Share(weight, met, unknown)


def interval(shares: Iterable[Share | None]) -> ScoreInterval:
    """The weighted interval in percent; all None when nothing applies.

    One decimal, rounded outwards: the low end and the coverage down, the high end up.
    """
    counted = [one for one in shares if one is not None and one.weight > 0]
    total = sum(one.weight for one in counted)
    if not total:
        return ScoreInterval(None, None, None)
    low = math.fsum(one.weight * one.met for one in counted) / total  # fsum: the order of items cannot matter
    unknown = math.fsum(one.weight * one.unknown for one in counted) / total
    high = _up(low + unknown) if unknown else _down(low)
    return ScoreInterval(_down(low), high, _down(1 - unknown))


_GRAIN = 1e-9
"""Keeps the error of a sum of shares from moving a whole tenth."""


def _down(value: float) -> float:
    """A share in percent, to the tenth below: 99.96 is not 100."""
    return math.floor(value * 1000 + _GRAIN) / 10


def _up(value: float) -> float:
    return min(100.0, math.ceil(value * 1000 - _GRAIN) / 10)
