"""Findings for the page: by layer, then by what is to be done, then by check.

Findings of one check that differ only in asset and subject become one occurrence with many places, so
that a fleet of like hosts does not repeat itself. No finding is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from posture.model.assessment import EvidenceRef, Finding
from posture.model.layer import Layer
from posture.model.outcome import Outcome
from posture.report.page_figures import Stack, stack, up
from posture.report.page_index import Index, Link, Place, Placed, standing, word_of
from posture.report.visible import Span, spans, visible, visible_line
from posture.report.words import FRAMEWORKS, LAYERS, OUTCOMES, SEVERITIES, WAIVED, Word

LONGEST_VALUE = 1200
LONGEST_EXCERPT = 600


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a value was seen, and the line."""

    where: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What was found, and all places where exactly this was found."""

    word: Word
    risk: str
    because: tuple[Span, ...]
    expected: str
    observed: str
    evidence: tuple[Seen, ...]
    reason: str
    waiver: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class CheckBlock:
    """One check with its text and what it found; `settled` holds what passed or does not apply."""

    anchor: str
    id: str
    title: str
    severity: Word
    ccss: str
    why: tuple[Span, ...]
    fix: tuple[Span, ...]
    confirm: str
    controls: tuple[Link, ...]
    references: tuple[tuple[str, str], ...]
    stack: Stack
    word: Word
    pressing: tuple[Occurrence, ...]
    settled: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Drawer:
    """Checks of one layer that ask for the same kind of action."""

    label: str
    word: Word
    unfolded: bool
    blocks: tuple[CheckBlock, ...]


@dataclass(frozen=True, slots=True)
class LayerFindings:
    """All findings of one layer."""

    key: str
    name: str
    anchor: str
    stack: Stack
    drawers: tuple[Drawer, ...]


_DRAWERS: tuple[tuple[str, Word, bool], ...] = (
    ("Failing", OUTCOMES[Outcome.FAIL], True),
    ("Not known", OUTCOMES[Outcome.UNKNOWN], False),
    ("Waived", WAIVED, False),
    ("Passed", OUTCOMES[Outcome.PASS], False),
    ("Not applicable", OUTCOMES[Outcome.NOT_APPLICABLE], False),
)
"""By standing: label, symbol, and whether its checks are shown unfolded."""


def by_layer(index: Index) -> tuple[LayerFindings, ...]:
    """The findings section: layers in their fixed order, those without findings left out."""
    grouped: dict[Layer, list[Placed]] = {layer: [] for layer in Layer}
    for placed in index.findings:
        grouped[placed.finding.layer].append(placed)
    taken: set[str] = set()
    return tuple(_layer(layer, placed, index, taken) for layer, placed in grouped.items() if placed)


def _layer(layer: Layer, findings: list[Placed], index: Index, taken: set[str]) -> LayerFindings:
    by_check: dict[tuple[object, ...], list[Placed]] = {}
    for placed in findings:
        by_check.setdefault(_said_of_check(placed.finding), []).append(placed)
    drawers = []
    for rank, members in groupby(sorted(by_check.values(), key=_urgency), key=lambda group: _urgency(group)[0]):
        label, word, unfolded = _DRAWERS[rank]
        drawers.append(Drawer(label, word, unfolded, tuple(_block(group, index, taken) for group in members)))
    return LayerFindings(
        key=layer.value,
        name=LAYERS[layer],
        anchor=f"findings-of-{layer.value}",
        stack=_stack(findings),
        drawers=tuple(drawers),
    )


def _said_of_check(finding: Finding) -> tuple[object, ...]:
    """Findings share a block only when all that the block says once is the same for each."""
    return (
        finding.check,
        finding.title,
        finding.severity,
        finding.ccss,
        finding.why,
        finding.fix,
        finding.confirm,
        finding.controls,
        tuple(sorted(finding.references.items())),
    )


def _urgency(group: list[Placed]) -> tuple[int, float, int, str]:
    first = min(standing(placed.finding) for placed in group)
    weight = max(max(placed.finding.risk, placed.finding.risk_upper) for placed in group)
    return (first, -weight, -group[0].finding.severity.rank, group[0].finding.check)


def _block(group: list[Placed], index: Index, taken: set[str]) -> CheckBlock:
    said = group[0].finding
    occurrences = _occurrences(group)
    anchor = index.checks[said.check]
    if anchor in taken:  # the check says different things of different assets: its first block carries the anchor
        anchor = ""
    taken.add(anchor)
    return CheckBlock(
        anchor=anchor,
        id=visible_line(said.check),
        title=visible_line(said.title),
        severity=SEVERITIES[said.severity],
        ccss=visible_line(said.ccss),
        why=spans(said.why),
        fix=spans(said.fix),
        confirm=visible(said.confirm.strip()),
        controls=tuple(index.control(clause) for clause in said.controls),
        references=references(said.references, said.controls),
        stack=_stack(group),
        word=word_of(min((placed.finding for placed in group), key=standing)),
        pressing=tuple(seen for rank, seen in occurrences if rank < 3),
        settled=tuple(seen for rank, seen in occurrences if rank >= 3),
    )


def _stack(group: list[Placed]) -> Stack:
    return stack(Counter(placed.finding.outcome for placed in group), OUTCOMES)


def _occurrences(group: list[Placed]) -> list[tuple[int, Occurrence]]:
    alike: dict[tuple[object, ...], list[Placed]] = {}
    for placed in group:
        alike.setdefault(_found(placed.finding), []).append(placed)
    ordered = sorted(alike.values(), key=lambda same: (standing(same[0].finding), -same[0].finding.risk_upper))
    return [(standing(same[0].finding), _occurrence(same)) for same in ordered]


def _found(finding: Finding) -> tuple[object, ...]:
    """What makes two findings of a check the same but for their place. Digests differ with every file; they stand
    in the register of evidence."""
    return (
        finding.outcome,
        finding.disposition,
        finding.because,
        finding.expected,
        finding.observed,
        tuple((ref.source, ref.line, ref.excerpt) for ref in finding.evidence),
        finding.reason,
        finding.waiver,
        finding.risk,
        finding.risk_upper,
    )


def _occurrence(same: list[Placed]) -> Occurrence:
    said = same[0].finding
    return Occurrence(
        word=word_of(said),
        risk=risk_words(said),
        because=spans(said.because),
        expected=visible(said.expected.strip(), LONGEST_VALUE),
        observed=visible(said.observed.strip(), LONGEST_VALUE),
        evidence=tuple(Seen(where(ref), visible(ref.excerpt.rstrip(), LONGEST_EXCERPT)) for ref in said.evidence),
        reason=visible_line(said.reason),
        waiver=visible(said.waiver.strip()),
        places=tuple(placed.place for placed in same),
    )


def where(ref: EvidenceRef) -> str:
    """`/etc/ssh/sshd_config:12`, or the command."""
    source = visible_line(ref.source)
    return f"{source}:{ref.line}" if ref.line else source


def references(by_framework: Mapping[str, tuple[str, ...]], controls: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Name of each framework and its entries; one that only repeats the controls is left out."""
    return tuple(
        (FRAMEWORKS.get(key, visible_line(key)), ", ".join(map(visible_line, entries)))
        for key, entries in sorted(by_framework.items())
        if set(entries) - set(controls)
    )


def risk_words(finding: Finding) -> str:
    """`7.5` for a failure, `7.5 if it failed` for what is not known, nothing otherwise."""
    if finding.outcome is Outcome.FAIL:
        return up(finding.risk)
    return f"{up(finding.risk_upper)} if it failed" if finding.outcome.undecided else ""
