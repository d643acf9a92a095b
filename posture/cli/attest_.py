"""`posture attest`: the sheet people fill in."""

from __future__ import annotations

from pathlib import Path

import click

from posture.assess.asset import known_topics, topics
from posture.assess.subject import Frame
from posture.catalog.attestations import load_attestations
from posture.cli.content import level_of, load
from posture.cli.options import FILE, baseline
from posture.fleet.clock import now


@click.group(name="attest")
def command() -> None:
    """Write or check the sheet of what people attest."""


@command.command(epilog="\b\nExample:\n  posture attest template --level 3 > room.yaml")
@baseline
def template(baseline_id: str, level: int | None) -> None:
    """Print a sheet with everything a person may state at a level, to be filled in."""
    content = load()
    frame = _frame(baseline_id, level)
    titles = {f"{frame.baseline.id}:{one.key}": one.title for one in frame.baseline.controls}
    click.echo("schema: posture/attestations/1\nattestations:")
    click.echo("# verdict: conform, partly, not or notapplicable (then `note` says why). Delete what you cannot state.")
    for topic in topics(frame):
        known = titles.get(topic)
        about = f"{known.en} / {known.zh}" if known else content.catalog.checks[topic].title
        click.echo(f"# - topic: {topic}      # {about}")
        click.echo('#   asset: "*"\n#   verdict: conform\n#   who:\n#   when: YYYY-MM-DD\n#   valid_until: YYYY-MM-DD')


@command.command(epilog="\b\nExample:\n  posture attest check room.yaml")
@click.argument("file", type=FILE)
@baseline
def check(file: Path, baseline_id: str, level: int | None) -> None:
    """Check a filled-in sheet; every fault is printed with its line."""
    stated = load_attestations(file, known_topics(_frame(baseline_id, level)))
    today = now().date().isoformat()
    expired = sum(item.statement.valid_until < today for item in stated.items)
    click.echo(f"{file}: valid, {len(stated.items)} statements, {expired} of them expired")


def _frame(baseline_id: str, level: int | None) -> Frame:
    content = load()
    chosen = content.baseline(baseline_id)
    return Frame(tuple(content.catalog.checks.values()), chosen, level_of(chosen, level), now().date())
