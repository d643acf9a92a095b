"""What makes the run checkable, for the page: versions, digests, the register of evidence, the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from posture.model.assessment import Assessment, Finding
from posture.report.page_figures import some
from posture.report.visible import visible_line
from posture.report.words import GLOSSARY, OUTCOMES, VERDICTS, Word

MOST_EVIDENCE = 2000


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers of one asset that findings rest on, each with its digest."""

    asset: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """`more_answers` counts what the register leaves out; the JSON of the run holds all of it."""

    run: tuple[tuple[str, str], ...]
    outcomes: tuple[Word, ...]
    verdicts: tuple[Word, ...]
    glossary: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]
    answers: int
    more_answers: int


def method(assessment: Assessment) -> Method:
    """Facts of the run, in the order a person would ask for them."""
    tool, baseline = assessment.tool, assessment.baseline
    run = (
        ("Run", assessment.id),
        ("Started", assessment.started),
        ("Finished", assessment.finished),
        ("Tool", f"{tool.name} {tool.version}"),
        ("Digest of checks and baselines", tool.content_digest),
        ("Baseline", f"{baseline.id} {baseline.version}, level {baseline.level}"),
        ("Digest of the baseline", baseline.digest),
        ("Data format", assessment.schema),
    )
    shown, more = some(_register(assessment.findings), MOST_EVIDENCE)
    return Method(
        run=tuple((key, visible_line(value)) for key, value in run),
        outcomes=tuple(OUTCOMES.values()),
        verdicts=tuple(VERDICTS.values()),
        glossary=GLOSSARY,
        evidence=tuple(_evidence(asset, rows) for asset, rows in groupby(shown, key=lambda row: row[0])),
        answers=len(shown),
        more_answers=more,
    )


def _evidence(asset: str, rows: Iterable[tuple[str, str, str]]) -> Evidence:
    return Evidence(visible_line(asset), tuple((visible_line(source), visible_line(sha)) for _, source, sha in rows))


def _register(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    rows = {(finding.asset, ref.source, ref.digest) for finding in findings for ref in finding.evidence if ref.digest}
    return sorted(rows)
