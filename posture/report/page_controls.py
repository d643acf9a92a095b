"""Controls for the page: in clause order, by domain and control point."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from posture.model.assessment import Assessment, ControlResult
from posture.model.outcome import ControlVerdict
from posture.report.page_figures import Stack, some, stack
from posture.report.page_index import Index, Link, standing, word_of
from posture.report.visible import visible_line
from posture.report.words import DOMAINS, VERDICTS, Word

_NUMBER = re.compile(r"(\d{1,9})")
MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Decider:
    """A check that decides a control, with its worst finding's word; None when it did not run."""

    link: Link
    word: Word | None


@dataclass(frozen=True, slots=True)
class VerdictOf:
    """Assets that share a verdict; `more` counts those that are not named."""

    word: Word
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ControlRow:
    id: str
    anchor: str
    title: str
    title_zh: str
    importance: str
    layer: str
    word: Word
    assets: tuple[VerdictOf, ...]
    deciders: tuple[Decider, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A control point: clauses on one subject."""

    name: str
    name_zh: str
    rows: tuple[ControlRow, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """`unfolded` when something in it is not met."""

    name: str
    name_zh: str
    stack: Stack
    unfolded: bool
    points: tuple[Point, ...]


def controls(assessment: Assessment, index: Index) -> tuple[Domain, ...]:
    """All controls of the assessed level."""
    ordered = sorted(assessment.controls, key=lambda control: _clause_order(control.id))
    words = _worst_words(index)
    several = len(assessment.assets) > 1
    return tuple(
        _domain(domain, tuple(members), index, words, several)
        for domain, members in groupby(ordered, key=lambda control: control.domain)
    )


def _clause_order(clause: str) -> tuple[tuple[int, int, str], ...]:
    """8.1.4.2 stands before 8.1.4.10."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in _NUMBER.split(clause)
        if part
    )


def _worst_words(index: Index) -> dict[str, tuple[int, Word]]:
    worst: dict[str, tuple[int, Word]] = {}
    for placed in index.findings:
        rank = standing(placed.finding)
        known = worst.get(placed.finding.check)
        if known is None or rank < known[0]:
            worst[placed.finding.check] = (rank, word_of(placed.finding))
    return worst


def _domain(
    name: str,
    members: tuple[ControlResult, ...],
    index: Index,
    words: Mapping[str, tuple[int, Word]],
    several: bool,
) -> Domain:
    counts = Counter(control.verdict for control in members)
    title, title_zh = DOMAINS.get(name, (_readable(name), ""))
    return Domain(
        name=title,
        name_zh=title_zh,
        stack=stack(counts, VERDICTS),
        unfolded=bool(counts[ControlVerdict.UNMET] or counts[ControlVerdict.PARTIAL]),
        points=tuple(
            Point(
                name=visible_line(point),
                name_zh=visible_line(point_zh),
                rows=tuple(_row(control, index, words, several) for control in group),
            )
            for (point, point_zh), group in groupby(members, key=lambda control: (control.point, control.point_zh))
        ),
    )


def _row(control: ControlResult, index: Index, words: Mapping[str, tuple[int, Word]], several: bool) -> ControlRow:
    return ControlRow(
        id=visible_line(control.id),
        anchor=index.controls[control.id],
        title=visible_line(control.title),
        title_zh=visible_line(control.title_zh),
        importance=visible_line(control.importance),
        layer=visible_line(control.layer),
        word=VERDICTS[control.verdict],
        assets=_by_verdict(control.assets) if several else (),
        deciders=_deciders(control.checks, index, words),
    )


def _by_verdict(assets: Mapping[str, ControlVerdict]) -> tuple[VerdictOf, ...]:
    by_verdict: dict[ControlVerdict, list[str]] = {verdict: [] for verdict in VERDICTS}
    for name, verdict in sorted(assets.items()):
        by_verdict[verdict].append(visible_line(name))
    return tuple(
        VerdictOf(VERDICTS[verdict], *some(names, MOST_NAMES)) for verdict, names in by_verdict.items() if names
    )


def _deciders(checks: tuple[str, ...], index: Index, words: Mapping[str, tuple[int, Word]]) -> tuple[Decider, ...]:
    """Those that weigh most first; checks that did not run last."""
    ordered = sorted(checks, key=lambda check: (words[check][0] if check in words else 9, check))
    return tuple(Decider(index.check(check), words[check][1] if check in words else None) for check in ordered)


def _readable(name: str) -> str:
    """A short form like `area-boundary` as a heading; a name that is already one stays."""
    shown = visible_line(name)
    return shown.replace("-", " ").capitalize() if shown.isascii() and shown.islower() else shown or "Controls"
