"""`posture collect`: record the evidence of one target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from posture import __version__
from posture.assess.plan import plan, select
from posture.cli.content import load, transport_options, warn
from posture.cli.exit import Exit
from posture.cli.options import option, reaching, selection
from posture.errors import UsageError
from posture.fleet.visit import Visit, visit
from posture.model.answer import Raw
from posture.model.evidence import Evidence
from posture.model.layer import Layer
from posture.model.request import Attested, Request
from posture.model.target import Target
from posture.probe.registry import probes
from posture.transport import bundle


@click.command(
    name="collect",
    epilog="\b\nExamples:\n"
    "  posture collect local: -o web01.bundle\n"
    "  posture collect ssh://audit@web01 -o web01.bundle --layer host\n"
    "  posture scan bundle:web01.bundle",
)
@click.argument("target")
@option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The bundle to write.")
@option("--name", default="", help="What to call the asset (default: its host name).")
@selection
@reaching
def command(
    target: str,
    output: Path,
    name: str,
    layers: tuple[str, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    checks_from: tuple[Path, ...],
    **reach: Any,
) -> int:
    """Record everything the selected checks need from TARGET, to be judged later or elsewhere.

    Secrets are taken out before they leave the target; the bundle is written with mode 0600.
    """
    if not output.parent.is_dir():
        raise UsageError(f"{output.parent} is no folder")
    content = load(checks_from)
    warn(content.catalog.problems)
    checks = select(content.catalog.checks, layers=[Layer(layer) for layer in layers], only=only, skip=skip)
    subject = visit(Visit(Target.parse(target), name), plan(checks, probes()), transport_options(**reach))
    if subject.status == "unreachable":
        click.echo(f"posture: {subject.name}: {subject.reason}", err=True)
        return Exit.INCOMPLETE
    answers: dict[Request, Evidence[Raw]] = {
        request: answer
        for request, answer in subject.known.answers.by_request.items()
        if not isinstance(request, Attested)
    }
    header = bundle.Header(subject.name, subject.target, subject.taken, f"posture {__version__}")
    try:
        digest = bundle.write(output, header, answers)
    except OSError as fault:
        raise UsageError(f"{output} cannot be written: {fault.strerror}") from None
    click.echo(f"{output}: {len(answers)} answers of {subject.name}, {digest}")
    return Exit.OK
