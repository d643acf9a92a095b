"""`posture privileges`: what exactly is touched, and for whom."""

from __future__ import annotations

from pathlib import Path

import click

from posture.assess.plan import plan, select
from posture.cli.content import load, warn
from posture.cli.options import selection
from posture.model.layer import Layer
from posture.probe.registry import probes


@click.command(name="privileges", epilog="\b\nExample:\n  posture privileges --layer host")
@selection
def command(
    layers: tuple[str, ...], only: tuple[str, ...], skip: tuple[str, ...], checks_from: tuple[Path, ...]
) -> None:
    """List every file, glob and command of the selected checks, each with the checks that want it."""
    content = load(checks_from)
    warn(content.catalog.problems)
    checks = select(content.catalog.checks, layers=[Layer(layer) for layer in layers], only=only, skip=skip)
    known = probes()
    wanted: dict[str, set[str]] = {}
    for check in checks:
        for need in check.needs:
            for request in known[need.probe].requests:
                wanted.setdefault(request.describe(), set()).add(check.id)
    for request in plan(checks, known).requests:
        wanted.setdefault(request.describe(), set())
    for line, ids in sorted(wanted.items()):
        click.echo(line)
        for id_ in sorted(ids):
            click.echo(f"    {id_}")
