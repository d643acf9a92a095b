"""`posture baseline`: validate and resolve."""

from __future__ import annotations

from pathlib import Path

import click

from posture.catalog.baselines import load_baseline
from posture.cli.content import level_of, load, warn
from posture.cli.exit import Exit
from posture.cli.options import FILE
from posture.expect.match import say


@click.group(name="baseline")
def command() -> None:
    """Validate or resolve a baseline."""


@command.command(epilog="\b\nExamples:\n  posture baseline validate\n  posture baseline validate my/baseline.yaml")
@click.argument("files", nargs=-1, type=FILE)
def validate(files: tuple[Path, ...]) -> int:
    """Check baseline files, or without FILES every installed baseline; print each fault with its line."""
    content = load()
    if not files:
        warn(content.problems)
        for baseline in content.baselines.by_id.values():
            click.echo(f"{baseline.id} {baseline.version}: valid, {len(baseline.controls)} controls, {baseline.digest}")
        return Exit.INVALID if content.problems else Exit.OK
    for file in files:
        baseline = load_baseline(file, content.catalog.checks)
        click.echo(f"{file}: valid, {baseline.id} {baseline.version}, {len(baseline.controls)} controls")
    return Exit.OK


@command.command(epilog="\b\nExample:\n  posture baseline resolve mlps --level 2")
@click.argument("id")
@click.option("--level", type=int, help="The level (default: 3, or the highest).")
def resolve(id: str, level: int | None) -> None:  # noqa: A002
    """Print what holds at a level: every control with its clause, the checks that decide it, and parameters."""
    content = load()
    baseline = content.baseline(id)
    number = level_of(baseline, level)
    params = baseline.params_at(number)
    click.echo(f"{baseline.id} {baseline.version} level {number}: {len(baseline.at(number))} controls")
    for control in baseline.at(number):
        how = f"{control.importance}, {control.assess}"
        click.echo(f"{control.clauses[number]:12} {control.point.zh} {control.title.en} [{how}]")
        for check in control.checks_at(number):
            said = ", ".join(f"{name}={say(value)}" for name, value in params.get(check, {}).items())
            click.echo(f"             {check}{f' ({said})' if said else ''}")
