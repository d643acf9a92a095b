"""The summary for a terminal: scores, ladder, layers, the worst findings, and what could not be looked at."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from posture.model.assessment import Assessment, AssetResult, Finding, ScoreInterval
from posture.model.outcome import Disposition, Outcome
from posture.report.visible import visible

WORST = 12
PLAIN_WIDTH = 120
"""Columns where there is no terminal to ask."""
_STYLE = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "none": "dim"}
_VERDICT = {"met": "green", "unmet": "red", "unassessed": "yellow", "partial": "yellow", "notapplicable": "dim"}


def show(assessment: Assessment, stream: TextIO) -> None:
    """Print the summary; colours follow the terminal, NO_COLOR and FORCE_COLOR."""
    width = None if stream.isatty() else PLAIN_WIDTH
    Console(file=stream, highlight=False, width=width).print(_whole(assessment))


def render(assessment: Assessment) -> str:
    """The summary as plain text."""
    buffer = io.StringIO()
    console = Console(file=buffer, width=PLAIN_WIDTH, no_color=True, highlight=False, force_terminal=False)
    console.print(_whole(assessment))
    return buffer.getvalue()


def _whole(assessment: Assessment) -> Group:
    parts: list[RenderableType] = [_headline(assessment), Text(), _layers(assessment)]
    if len(assessment.assets) > 1 or any(asset.status == "unreachable" for asset in assessment.assets):
        parts += [Text(), _assets(assessment.assets)]
    parts += [Text(), _worst(assessment.findings), Text(), _blind(assessment.findings)]
    for problem in assessment.problems:
        parts.append(Text(visible(f"{problem.where}: {problem.message}"), style="red"))
    return Group(*parts)


def _headline(assessment: Assessment) -> Group:
    summary, baseline = assessment.summary, assessment.baseline
    names = ", ".join(visible(asset.name) for asset in assessment.assets[:5]) or "nothing"
    more = f" and {len(assessment.assets) - 5} more" if len(assessment.assets) > 5 else ""
    rung = next(rung for rung in summary.ladder if rung.level == baseline.level)
    lines = [
        Text(f"{names}{more}: {baseline.id} level {baseline.level} (version {baseline.version})", style="bold"),
        Text.assemble("Compliance ", (score(summary.score), "bold"), f", coverage {percent(summary.score.coverage)}"),
        Text.assemble(
            "Risk       ", (f"{summary.risk:.1f}", "bold"), f" of 10, {summary.risk_upper:.1f} if the unknown failed"
        ),
        Text.assemble(
            "Verdict    ",
            (str(summary.verdict), _VERDICT[summary.verdict]),
            f"; {len(rung.unmet)} controls unmet, {len(rung.unassessed)} unassessed at this level",
        ),
        Text.assemble(
            "Level      ", (str(summary.level_attained or "none"), "bold"), f" attained; {_ladder(assessment)}"
        ),
    ]
    if assessment.incomplete:
        lines.append(Text("The run is incomplete: see below.", style="bold yellow"))
    return Group(*lines)


def _ladder(assessment: Assessment) -> str:
    steps = [
        f"{rung.level}: {'attained' if rung.attained else f'{len(rung.unmet)} unmet, {len(rung.unassessed)} open'}"
        for rung in assessment.summary.ladder
    ]
    return " | ".join(steps)


def _layers(assessment: Assessment) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Layer", "Compliance", "Coverage", "Risk", "Pass", "Fail", "Unknown", "Not checked", "N/A"):
        table.add_column(name, justify="left" if name == "Layer" else "right")
    for layer, result in assessment.summary.layers.items():
        count = result.outcomes
        table.add_row(
            str(layer),
            score(result.score),
            percent(result.score.coverage),
            f"{result.risk:.1f}",
            str(count[Outcome.PASS]),
            str(count[Outcome.FAIL]),
            str(count[Outcome.UNKNOWN] + count[Outcome.ERROR]),
            str(count[Outcome.NOT_CHECKED]),
            str(count[Outcome.NOT_APPLICABLE]),
        )
    return table


def _assets(assets: Sequence[AssetResult]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Asset", "Status", "Compliance", "Risk", "Level", "Note"):
        table.add_column(name, overflow="fold")
    for asset in assets[:50]:
        style = "red" if asset.status == "unreachable" else ""
        table.add_row(
            visible(asset.name),
            asset.status,
            score(asset.score),
            f"{asset.risk:.1f}",
            str(asset.level_attained or "none"),
            visible(asset.reason),
            style=style,
        )
    return table


def _worst(findings: Iterable[Finding]) -> RenderableType:
    """The open failures with the highest risk, one line per check, with the first place as an example."""
    open_ = [f for f in findings if f.outcome is Outcome.FAIL and f.disposition is Disposition.OPEN]
    if not open_:
        return Text("No open failures among what could be looked at.")
    groups: dict[str, list[Finding]] = {}
    for finding in sorted(open_, key=lambda f: (-f.risk, f.check, f.asset, f.subject)):
        groups.setdefault(finding.check, []).append(finding)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Risk", "Severity", "Worst open failures", "Places", "For example"):
        right, whole = name in ("Risk", "Places"), name != "For example"
        table.add_column(name, overflow="fold", justify="right" if right else "left", no_wrap=whole)
    for check, group in list(groups.items())[:WORST]:
        first = group[0]
        severity = Text(first.severity, style=_STYLE[first.severity])
        table.add_row(f"{first.risk:.1f}", severity, check, str(len(group)), _example(first))
    rest = len(groups) - WORST
    return Group(table, Text(f"and {rest} more failing checks", style="dim")) if rest > 0 else table


def _example(finding: Finding) -> Text:
    place = f" [{finding.evidence[0].source}:{finding.evidence[0].line}]" if _has_line(finding) else ""
    subject = f"{finding.subject}: " if finding.subject else ""
    return Text(visible(f"{subject}{finding.observed or finding.because}{place}")[:160])


def _has_line(finding: Finding) -> bool:
    return bool(finding.evidence and finding.evidence[0].line)


def _blind(findings: Iterable[Finding]) -> RenderableType:
    """What could not be looked at, by reason."""
    reasons: dict[str, list[str]] = {}
    for finding in findings:
        if finding.outcome.undecided:
            reasons.setdefault(finding.reason or str(finding.outcome), []).append(finding.check)
    if not reasons:
        return Text("Everything asked could be looked at.")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Not looked at", "Findings", "For example"):
        table.add_column(name, overflow="fold")
    for reason, checks in sorted(reasons.items()):
        table.add_row(reason, str(len(checks)), ", ".join(sorted(set(checks))[:3]))
    return table


def score(interval: ScoreInterval) -> str:
    """`41.0-63.5 %`, `80.0 %` when nothing is unknown, `n/a` when nothing applies."""
    if interval.low is None or interval.high is None:
        return "n/a"
    return f"{interval.low:.1f} %" if interval.low == interval.high else f"{interval.low:.1f}-{interval.high:.1f} %"


def percent(value: float | None) -> str:
    """`87.5 %` or `n/a`."""
    return "n/a" if value is None else f"{value:.1f} %"
