"""`posture explain`: everything about one check or control."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from posture.assess.plan import nearest
from posture.cli.content import Content, load
from posture.cli.options import option
from posture.errors import UsageError
from posture.expect.match import say
from posture.model.baseline import Baseline, Control
from posture.model.check import Check
from posture.probe.registry import probes


@click.command(
    name="explain",
    epilog="\b\nExamples:\n  posture explain host.sshd.permit_root_login\n  posture explain 8.1.4.1a",
)
@click.argument("id")
@option(
    "--checks-from", multiple=True, type=click.Path(exists=True, path_type=Path), help="Also load checks from here."
)
def command(id: str, checks_from: tuple[Path, ...]) -> None:  # noqa: A002
    """Explain ID, a check (why, what it reads, parameters per level, fix) or a control of a baseline."""
    content = load(checks_from)
    if id in content.catalog.checks:
        _check(content.catalog.checks[id], content)
        return
    for baseline in content.baselines.by_id.values():
        for control in baseline.controls:
            if id in (control.key, *control.clauses.values()):
                _control(control, baseline)
                return
    known = [*content.catalog.checks, *(c.key for b in content.baselines.by_id.values() for c in b.controls)]
    raise UsageError(f"there is no check or control {id!r}{nearest(id, known)}")


def _check(check: Check, content: Content) -> None:
    click.echo(f"{check.id}\n{check.title}\n")
    _paragraph("Why", check.why)
    click.echo(f"Layer      {check.layer}")
    click.echo(f"Severity   {check.severity} ({check.ccss.base}, CCSS {check.ccss})")
    if check.attested:
        click.echo("Decided by an attestation: a person states it, with a name and an end date")
    known = probes()
    for need in check.needs:
        click.echo(f"Probe      {need.probe}: {known[need.probe].about}")
        for request in known[need.probe].requests:
            click.echo(f"           {request.describe()}")
    for name, param in check.params.items():
        levels = [
            f"{baseline.id} level {level.number}: {say(value[name])}"
            for baseline in content.baselines.by_id.values()
            for level in baseline.levels
            if name in (value := baseline.params_at(level.number).get(check.id, {}))
        ]
        values = "; ".join([f"default {say(param.default)}", *levels])
        click.echo(f"Parameter  {name} (tightens: {param.tighter}): {values}")
    click.echo("")
    _paragraph("Fix", check.fix)
    if check.confirm:
        click.echo(f"Confirm    {check.confirm}")
    for framework, references in check.maps.items():
        click.echo(f"{framework:10} {', '.join(references)}")
    click.echo(f"Defined    {check.origin}")


def _control(control: Control, baseline: Baseline) -> None:
    click.echo(
        f"{baseline.id} {control.key}  {control.point.en} {control.point.zh}\n{control.title.en}\n{control.title.zh}\n"
    )
    click.echo(f"Clauses    {', '.join(f'level {level}: {clause}' for level, clause in control.clauses.items())}")
    click.echo(
        f"Importance {control.importance} (this project's default), type {control.kind}, assessed: {control.assess}"
    )
    for check, level in sorted(control.checks.items()):
        click.echo(f"Check      {check}{f' (from level {level})' if level > 1 else ''}")


def _paragraph(label: str, text: str) -> None:
    click.echo(textwrap.fill(text, 96, initial_indent=f"{label:10} ", subsequent_indent=" " * 11) + "\n")
