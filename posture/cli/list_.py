"""`posture list`: what there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from posture.assess.plan import select
from posture.cli.content import load, warn
from posture.cli.exit import Exit
from posture.cli.options import selection
from posture.model.layer import Layer
from posture.probe.registry import probes
from posture.report.formats import FORMATS


@click.command(name="list", epilog="\b\nExamples:\n  posture list checks --layer network\n  posture list baselines")
@click.argument("what", type=click.Choice(["checks", "baselines", "probes", "formats"]))
@selection
def command(
    what: str, layers: tuple[str, ...], only: tuple[str, ...], skip: tuple[str, ...], checks_from: tuple[Path, ...]
) -> int:
    """List checks, baselines, probes or formats, one a line."""
    if what == "checks":
        content = load(checks_from)
        warn(content.problems)
        chosen = select(content.catalog.checks, layers=[Layer(layer) for layer in layers], only=only, skip=skip)
        width = max((len(check.id) for check in chosen), default=0)
        for check in chosen:
            click.echo(f"{check.id:{width}}  {check.severity:8}  {check.title}")
        return Exit.INVALID if content.problems else Exit.OK
    plain: dict[str, Callable[[], int]] = {"baselines": _baselines, "probes": _probes, "formats": _formats}
    return plain[what]()


def _baselines() -> int:
    content = load()
    warn(content.baselines.problems)
    for baseline in content.baselines.by_id.values():
        counts = ", ".join(f"level {level.number}: {len(baseline.at(level.number))}" for level in baseline.levels)
        click.echo(f"{baseline.id} {baseline.version}  {baseline.title.en}  (controls at {counts})")
    return Exit.INVALID if content.baselines.problems else Exit.OK


def _probes() -> int:
    for probe in probes().values():
        click.echo(f"{probe.name:16}  {probe.about}")
    return Exit.OK


def _formats() -> int:
    for name, (_, about) in FORMATS.items():
        click.echo(f"{name:8}  {about}")
    return Exit.OK
