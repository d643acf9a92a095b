"""The situation for the page: layers, assets, and where the two meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.assessment import Assessment, AssetResult, Finding, LayerSummary
from posture.model.layer import Layer
from posture.model.outcome import Outcome, Severity
from posture.report.page_figures import Risk, Score, Stack, moment, risk, score, stack, up
from posture.report.visible import visible, visible_line
from posture.report.words import ASSET_STATUS, LAYERS, OUTCOMES, SEVERITIES, Word


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer; `looked` is false when no check spoke about it. `anchor` leads to its findings."""

    name: str
    looked: bool
    score: Score | None
    risk: Risk | None
    stack: Stack
    anchor: str


@dataclass(frozen=True, slots=True)
class AssetRow:
    """One asset with its own figures; `facts` are what is declared about it."""

    name: str
    target: str
    platform: str
    facts: tuple[tuple[str, str], ...]
    status: Word
    reason: str
    score: Score
    risk: Risk
    level: str
    blind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """Where an asset and a layer meet: the worst known risk (or a word), the counts, and the shade."""

    value: str
    note: str
    shade: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    asset: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """`heat` is empty with fewer than two assets: it would repeat the table of layers."""

    layers: tuple[LayerRow, ...]
    assets: tuple[AssetRow, ...]
    heat_layers: tuple[str, ...]
    heat: tuple[HeatRow, ...]


def situation(assessment: Assessment) -> Situation:
    """Layers in their fixed order, assets with the highest risk first."""
    ordered = sorted(assessment.assets, key=lambda asset: (-asset.risk, -asset.risk_upper, asset.name))
    present = {finding.layer for finding in assessment.findings}
    return Situation(
        layers=tuple(_layer_row(layer, assessment.summary.layers.get(layer), layer in present) for layer in Layer),
        assets=tuple(map(_asset_row, ordered)),
        heat_layers=tuple(LAYERS[layer] for layer in Layer),
        heat=_heat(ordered, assessment.findings) if len(ordered) > 1 else (),
    )


def _layer_row(layer: Layer, summary: LayerSummary | None, linked: bool) -> LayerRow:
    outcomes = stack(summary.outcomes if summary else {}, OUTCOMES)
    looked = summary is not None and outcomes.total > 0
    return LayerRow(
        name=LAYERS[layer],
        looked=looked,
        score=score(summary.score) if summary and looked else None,
        risk=risk(summary.risk, summary.risk_upper) if summary and looked else None,
        stack=outcomes,
        anchor=f"findings-of-{layer.value}" if linked else "",
    )


def _asset_row(asset: AssetResult) -> AssetRow:
    criticality = f"{asset.criticality} of 4" if asset.criticality is not None else "not stated"
    declared = [
        ("Zone", asset.zone or "not stated"),
        ("Criticality", criticality),
        ("Owner", asset.owner or "not stated"),
        *((key, value) for key, value in sorted(asset.labels.items())),
        ("Evidence taken", moment(asset.collected)),
    ]
    return AssetRow(
        name=visible_line(asset.name),
        target=visible_line(asset.target),
        platform=visible_line(asset.platform),
        facts=tuple((visible_line(key), visible_line(value)) for key, value in declared if value),
        status=ASSET_STATUS[asset.status],
        reason=visible(asset.reason),
        score=score(asset.score),
        risk=risk(asset.risk, asset.risk_upper),
        level=str(asset.level_attained) if asset.level_attained else "none",
        blind=tuple(
            f"{count} {visible_line(reason)}"
            for reason, count in sorted(asset.blind.items(), key=lambda item: (-item[1], item[0]))
        ),
    )


def _heat(assets: Iterable[AssetResult], findings: Iterable[Finding]) -> tuple[HeatRow, ...]:
    grouped: dict[tuple[str, Layer], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault((finding.asset, finding.layer), []).append(finding)
    return tuple(
        HeatRow(visible_line(asset.name), tuple(_cell(grouped.get((asset.name, layer), [])) for layer in Layer))
        for asset in assets
    )


def _cell(findings: list[Finding]) -> HeatCell:
    counts = Counter(finding.outcome for finding in findings)
    failed, passed = counts[Outcome.FAIL], counts[Outcome.PASS]
    open_ones = sum(count for outcome, count in counts.items() if outcome.undecided)
    parts = [(failed, "failing"), (open_ones, "not known"), (passed, "passed")]
    note = ", ".join(f"{count} {word}" for count, word in parts if count)
    if failed:
        worst = up(max(finding.risk for finding in findings if finding.outcome is Outcome.FAIL))
        return HeatCell(worst, note, SEVERITIES[Severity.of(float(worst))].key)
    if open_ones:
        return HeatCell("?", note, "open")
    if passed:
        return HeatCell("0.0", note, "clear")
    note = f"{len(findings)} not applicable" if findings else "no finding"
    return HeatCell("–", note, "void")
