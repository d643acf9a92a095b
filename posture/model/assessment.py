"""The result of one run. These classes *are* the JSON contract `posture/assessment/1`:
a field renamed here changes the published schema, and the drift test will say so.

Times are UTC, ISO-8601 with a trailing Z. Lists stand in a stable order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from posture.model.layer import Layer
from posture.model.outcome import ControlVerdict, Disposition, Outcome, Severity

SCHEMA: Literal["posture/assessment/1"] = "posture/assessment/1"


@dataclass(frozen=True, slots=True)
class Tool:
    """What made this assessment; `content_digest` covers every check and baseline file."""

    name: str
    version: str
    content_digest: str


@dataclass(frozen=True, slots=True)
class BaselineRef:
    """Which baseline, at which level, in which exact version."""

    id: str
    level: int
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class ScoreInterval:
    """Compliance in percent: `low` counts what is not known as not met, `high` as met. `low` is the headline.

    `coverage` is the share of the applicable weight that is known, in percent. All None when nothing applies.
    """

    low: float | None
    high: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class LayerSummary:
    """One layer: compliance over its checks, risk 0-10 (known failures only), and counts by outcome."""

    score: ScoreInterval
    risk: float
    risk_upper: float
    outcomes: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class LevelStanding:
    """One rung of the ladder: the counts of control verdicts at this level and the exact gap."""

    level: int
    attained: bool
    verdicts: Mapping[ControlVerdict, int]
    unmet: tuple[str, ...]
    """Clauses unmet or partly met."""
    unassessed: tuple[str, ...]
    """Clauses nobody has looked at yet."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole in a few numbers. Compliance and risk are never blended."""

    score: ScoreInterval
    risk: float
    risk_upper: float
    level_attained: int
    """0 when not even the lowest level is attained."""
    verdict: ControlVerdict
    """Of the assessed level: unmet if any control is unmet or partly met, else unassessed if any is, else met."""
    outcomes: Mapping[Outcome, int]
    layers: Mapping[Layer, LayerSummary]
    ladder: tuple[LevelStanding, ...]


@dataclass(frozen=True, slots=True)
class AssetResult:
    """One asset: how it was reached, whether all of it could be asked, and its own scores."""

    name: str
    target: str
    platform: str
    zone: str
    criticality: int | None
    owner: str
    labels: Mapping[str, str]
    status: Literal["complete", "partial", "unreachable"]
    reason: str
    score: ScoreInterval
    risk: float
    risk_upper: float
    level_attained: int
    ladder: tuple[LevelStanding, ...] = ()
    collected: str = ""
    """When the evidence was taken, by the scanner's clock (for a bundle: when it was recorded)."""
    blind: Mapping[str, int] = field(default_factory=dict)
    """What could not be looked at: reason -> number of findings."""


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """Where a value was seen. `digest` is the SHA-256 of the whole answer, `excerpt` the line."""

    source: str
    line: int | None
    excerpt: str
    digest: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check on one asset and one subject."""

    check: str
    asset: str
    subject: str
    title: str
    layer: Layer
    severity: Severity
    ccss: str
    outcome: Outcome
    disposition: Disposition
    because: str
    expected: str
    observed: str
    evidence: tuple[EvidenceRef, ...]
    fix: str
    controls: tuple[str, ...]
    references: Mapping[str, tuple[str, ...]]
    fingerprint: str
    risk: float
    """0-10 for a failure; for an undecided outcome the risk if it failed is `risk_upper`."""
    risk_upper: float
    reason: str = ""
    """For unknown and notchecked: the word of the Unavailable evidence."""
    waiver: str = ""
    """The waiver in force: its id, reason, approver and last day."""
    why: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class ControlResult:
    """One control of the assessed level over all assets (minimum) and per asset."""

    id: str
    title: str
    title_zh: str
    point: str
    point_zh: str
    domain: str
    layer: str
    importance: str
    verdict: ControlVerdict
    assets: Mapping[str, ControlVerdict]
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunProblem:
    """Something that made the run incomplete although it went on: a broken card, a plugin that raised."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """One run, whole."""

    id: str
    started: str
    finished: str
    incomplete: bool
    tool: Tool
    baseline: BaselineRef
    summary: Summary
    assets: tuple[AssetResult, ...]
    findings: tuple[Finding, ...]
    controls: tuple[ControlResult, ...]
    problems: tuple[RunProblem, ...] = ()
    schema: Literal["posture/assessment/1"] = SCHEMA
