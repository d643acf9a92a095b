"""The HTML report before it is HTML: an Assessment as plain, grouped, sorted, harmless data.

The template only loops. Whatever text comes from a target, a card or a person has been made visible
(`posture.report.visible`) by the time it stands here.
"""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.assessment import Assessment
from posture.model.layer import Layer
from posture.report.page_controls import Domain, controls
from posture.report.page_figures import machine_time, moment
from posture.report.page_findings import LayerFindings, by_layer
from posture.report.page_index import Index
from posture.report.page_ladder import Ladder, ladder
from posture.report.page_method import Method, method
from posture.report.page_open import Blind, TopRisks, WaivedRow, blind, top_risks, waived
from posture.report.page_situation import Situation, situation
from posture.report.page_verdict import Verdict, verdict
from posture.report.visible import visible, visible_line
from posture.report.words import LAYERS, OUTCOMES, SEVERITIES, WAIVED


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the contents; `count` is empty where a number would say nothing."""

    anchor: str
    title: str
    count: str


@dataclass(frozen=True, slots=True)
class Filters:
    """The choices of the filter, as (value, label)."""

    layers: tuple[tuple[str, str], ...]
    severities: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    assets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template shows, in the order of the page. `started` is for machines, `date` for people."""

    title: str
    generator: str
    baseline: str
    date: str
    started: str
    sections: tuple[Section, ...]
    verdict: Verdict
    situation: Situation
    top: TopRisks
    ladder: Ladder
    controls: tuple[Domain, ...]
    findings: tuple[LayerFindings, ...]
    total: int
    filters: Filters
    blind: Blind
    waived: tuple[WaivedRow, ...]
    problems: tuple[tuple[str, str], ...]
    method: Method


def page(assessment: Assessment) -> Page:
    """The view of a whole run. Pure: the same assessment gives the same page."""
    index = Index.of(assessment)
    said = verdict(assessment)
    top, unseen, accepted = top_risks(index), blind(assessment, index), waived(index)
    baseline, started = assessment.baseline, moment(assessment.started)
    counts = {
        "risks": len(top.shown) + top.others,
        "controls": len(assessment.controls),
        "findings": len(assessment.findings),
        "blind": unseen.count,
        "waived": len(accepted),
        "problems": len(assessment.problems),
    }
    return Page(
        title=f"{said.headline} – {visible_line(baseline.id)} – {visible_line(started)}",
        generator=visible_line(f"{assessment.tool.name} {assessment.tool.version}"),
        baseline=visible_line(f"{baseline.id} {baseline.version}"),
        date=visible_line(started),
        started=machine_time(assessment.started),
        sections=tuple(Section(anchor, title, _count(counts.get(anchor))) for anchor, title in _SECTIONS),
        verdict=said,
        situation=situation(assessment),
        top=top,
        ladder=ladder(assessment, index),
        controls=controls(assessment, index),
        findings=by_layer(index),
        total=len(assessment.findings),
        filters=_filters(index),
        blind=unseen,
        waived=accepted,
        problems=tuple((visible_line(p.where), visible(p.message)) for p in assessment.problems),
        method=method(assessment),
    )


_SECTIONS = (
    ("verdict", "Verdict"),
    ("situation", "Situation by layer"),
    ("risks", "Fix first"),
    ("ladder", "Levels and gaps"),
    ("controls", "Controls"),
    ("findings", "Findings"),
    ("blind", "Blind spots"),
    ("waived", "Waived"),
    ("problems", "Problems of the run"),
    ("method", "Method and words"),
)


def _count(count: int | None) -> str:
    return "" if count is None else str(count)


def _filters(index: Index) -> Filters:
    present = {placed.finding.layer for placed in index.findings}
    severities = {placed.finding.severity for placed in index.findings}
    outcomes = [(word.key, word.label) for word in OUTCOMES.values()]
    return Filters(
        layers=tuple((layer.value, LAYERS[layer]) for layer in Layer if layer in present),
        severities=tuple((word.key, word.label) for key, word in SEVERITIES.items() if key in severities),
        outcomes=(outcomes[0], (WAIVED.key, WAIVED.label), *outcomes[1:]),
        assets=tuple((str(number), visible_line(name)) for name, number in index.assets.items()),
    )
