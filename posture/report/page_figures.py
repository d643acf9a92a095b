"""Numbers made ready to be read and drawn: intervals, risks, counts as bars.

Lengths and positions are percent of the drawing's width. What flatters is rounded against us:
the low end and the coverage down, the high end and risks up, so that 99.96 never reads as 100.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from posture.model.assessment import ScoreInterval
from posture.model.outcome import Severity
from posture.report.words import SEVERITIES, Word

NOT_APPLICABLE = "not applicable"
_K = TypeVar("_K")
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d{1,9})?Z")


@dataclass(frozen=True, slots=True)
class Score:
    """A compliance interval. `start` and `width` are the uncertain part between the low and the high end."""

    applicable: bool
    low: str
    high: str
    coverage: str
    start: float
    width: float
    known: float
    exact: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk 0-10 and its upper bound; `start` is the known part, `width` what the unknown may add."""

    value: str
    upper: str
    band: Word
    start: float
    width: float
    exact: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One count of a stacked bar."""

    word: Word
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Stack:
    """Counts as one bar; segments with a count of zero are left out."""

    segments: tuple[Segment, ...]
    total: int
    spoken: str


def score(interval: ScoreInterval) -> Score:
    """The view of an interval; None means that nothing applies."""
    if interval.low is None or interval.high is None:
        return Score(False, NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, 0, 0, 0, True, NOT_APPLICABLE)
    low, high, coverage = down(interval.low), up(interval.high), down(interval.coverage or 0.0)
    exact = low == high
    spoken = f"{low} percent" if exact else f"between {low} and {high} percent"
    start = _percent(interval.low)
    return Score(
        applicable=True,
        low=low,
        high=high,
        coverage=coverage,
        start=start,
        width=_between(start, _percent(interval.high)),
        known=_percent(interval.coverage or 0.0),
        exact=exact,
        spoken=f"Compliance {spoken}, {coverage} percent of the weight known",
    )


def risk(value: float, upper: float) -> Risk:
    """The view of a risk and its upper bound."""
    start, shown, most = _percent(value * 10), up(value), up(max(value, upper))
    exact = shown == most
    band = SEVERITIES[Severity.of(float(shown))]
    if not exact and band.key == "none":
        band = replace(band, label="None known")  # nothing known to be wrong is not the same as nothing wrong
    spoken = f"Risk {shown} of 10 ({band.label.lower()})"
    return Risk(
        value=shown,
        upper=most,
        band=band,
        start=start,
        width=_between(start, _percent(upper * 10)),
        exact=exact,
        spoken=spoken if exact else f"{spoken}, up to {most} if what is unknown has failed",
    )


def stack(counts: Mapping[_K, int], words: Mapping[_K, Word]) -> Stack:
    """Counts in the order of `words`; keys that are missing count zero."""
    present = [(word, counts.get(key, 0)) for key, word in words.items() if counts.get(key, 0) > 0]
    total = sum(count for _, count in present)
    segments, start = [], 0.0
    for word, count in present:
        width = 100 * count / total
        segments.append(Segment(word, count, round(start, 2), round(width, 2)))
        start += width
    spoken = ", ".join(f"{count} {word.label.lower()}" for word, count in present)
    return Stack(tuple(segments), total, spoken or "nothing")


def down(value: float) -> str:
    """One decimal, rounded down; the inner rounding undoes binary noise."""
    return f"{math.floor(round(value * 10, 6)) / 10:.1f}"


def up(value: float) -> str:
    """One decimal, rounded up."""
    return f"{math.ceil(round(value * 10, 6)) / 10:.1f}"


def number(count: int, one: str, many: str = "") -> str:
    """`1 asset`, `2 assets`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def some(items: Iterable[_K], most: int) -> tuple[tuple[_K, ...], int]:
    """The first `most` items, and how many are left out."""
    every = tuple(items)
    return every[:most], max(0, len(every) - most)


def moment(text: str) -> str:
    """`2025-11-22T14:50:31Z` as `2025-11-22 14:50 UTC`; anything else as it stands."""
    match = _TIME.fullmatch(text)
    return f"{match[1]} {match[2]} UTC" if match else text


def machine_time(text: str) -> str:
    """The moment as it stands if it is one, else empty."""
    return text if _TIME.fullmatch(text) else ""


def lasted(started: str, finished: str) -> str:
    """The time between two moments in words; empty where it cannot be told."""
    try:
        seconds = int((_instant(finished) - _instant(started)).total_seconds())
    except (ValueError, TypeError):
        return ""
    if seconds < 0:
        return ""
    minutes, rest = divmod(seconds, 60)
    return f"{number(minutes, 'minute')} {rest} s" if minutes else f"{rest} s"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _percent(value: float) -> float:
    return round(min(100.0, max(0.0, value)), 2)


def _between(start: float, end: float) -> float:
    return round(max(0.0, end - start), 2)
