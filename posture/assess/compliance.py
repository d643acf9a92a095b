"""Compliance as an interval: what is not known counts as not met at the low end and as met at the high end."""

from __future__ import annotations

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
    """The weighted interval in percent, one decimal; all None when nothing applies."""
    counted = [one for one in shares if one is not None and one.weight > 0]
    total = sum(one.weight for one in counted)
    if not total:
        return ScoreInterval(None, None, None)
    low = sum(one.weight * one.met for one in counted) / total
    unknown = sum(one.weight * one.unknown for one in counted) / total
    return ScoreInterval(_percent(low), _percent(low + unknown), _percent(1 - unknown))


def _percent(value: float) -> float:
    return round(min(1.0, max(0.0, value)) * 100, 1)
