"""`posture diff`: what changed between two assessments."""

from __future__ import annotations

from collections import Counter

import click

from posture.awareness.drift import drift
from posture.cli.report_ import read_assessment
from posture.report.summary import score
from posture.report.visible import visible


@click.command(name="diff", epilog="\b\nExamples:\n  posture diff last-week.json today.json\n  posture diff RUN last")
@click.argument("old", metavar="RUN|FILE")
@click.argument("new", metavar="RUN|FILE")
def command(old: str, new: str) -> None:
    """Say which findings changed from the first to the second, and why.

    Each is a kept run (`posture history` lists them, `last` is the newest) or an assessment in a JSON file.
    """
    a, b = read_assessment(old), read_assessment(new)
    changes = drift(a, b)
    click.echo(
        f"Compliance {score(a.summary.score)} -> {score(b.summary.score)}, risk {a.summary.risk} -> {b.summary.risk}"
    )
    for one in changes:
        finding = one.after or one.before
        assert finding is not None
        name = f"{finding.check} on {finding.asset}{f' ({finding.subject})' if finding.subject else ''}"
        was = one.before.outcome if one.before else "-"
        now = one.after.outcome if one.after else "-"
        click.echo(visible(f"{one.change}: {name}: {was} -> {now} [{one.cause}]"))
        if one.before and one.after and one.before.observed != one.after.observed:
            click.echo(visible(f"    {one.before.observed} -> {one.after.observed}"))
    counts = Counter(one.change for one in changes)
    click.echo(", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "nothing changed")
