"""`posture collector`: the script itself."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import click

from posture.assess.plan import plan, select
from posture.cli.content import load, warn
from posture.cli.options import selection
from posture.model.layer import Layer
from posture.model.request import Look, Read, Run, Tally, Walk
from posture.probe.registry import probes
from posture.transport.script import collector


@click.command(
    name="collector",
    epilog="\b\nExamples:\n"
    "  posture collector > collect.sh          then, on the host:  sh collect.sh > web01.answers\n"
    "  posture scan bundle:web01.answers",
)
@selection
def command(
    layers: tuple[str, ...], only: tuple[str, ...], skip: tuple[str, ...], checks_from: tuple[Path, ...]
) -> None:
    """Print the read-only sh script that answers the selected checks.

    Its output, saved to a file, is a target: bundle:FILE. Questions that depend on earlier answers (home
    folders in unusual places, included files elsewhere) are not in it and stay unknown.
    """
    content = load(checks_from)
    warn(content.catalog.problems)
    checks = select(content.catalog.checks, layers=[Layer(layer) for layer in layers], only=only, skip=skip)
    inside = [
        request for request in plan(checks, probes()).requests if isinstance(request, Read | Look | Run | Walk | Tally)
    ]
    script = collector(inside)
    click.echo(script, nl=False)
    click.echo(f"{len(inside)} questions, sha256:{sha256(script.encode()).hexdigest()}", err=True)
