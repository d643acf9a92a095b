"""`posture history`: the runs kept on this machine."""

from __future__ import annotations

import click

from posture.cli.report_ import read_assessment
from posture.history.store import Store
from posture.report.summary import score
from posture.report.visible import visible


@click.command(name="history", epilog="\b\nExample:\n  posture history\n  posture diff RUN last")
@click.option("--last", "count", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many to show.")
def command(count: int) -> None:
    """List the newest runs kept, oldest first: id, assets, level, compliance, risk."""
    store = Store()
    runs = store.runs()[-count:]
    if not runs:
        click.echo(f"no runs in {store.path}")
    for run in runs:
        assessment = read_assessment(run)
        names = ", ".join(asset.name for asset in assessment.assets[:3])
        more = f" and {len(assessment.assets) - 3} more" if len(assessment.assets) > 3 else ""
        baseline, summary = assessment.baseline, assessment.summary
        said = f"{baseline.id} level {baseline.level}, {score(summary.score)}, risk {summary.risk:.1f}"
        click.echo(visible(f"{run}  {said}, {names}{more}{' (incomplete)' if assessment.incomplete else ''}"))
