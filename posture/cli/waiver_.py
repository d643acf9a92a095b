"""`posture waiver`: accepted deviations."""

from __future__ import annotations

from pathlib import Path

import click

from posture.catalog.waivers import load_waivers
from posture.cli.content import load
from posture.cli.options import FILE
from posture.fleet.clock import now


@click.group(name="waiver")
def command() -> None:
    """Check a file of accepted deviations."""


@command.command(epilog="\b\nExample:\n  posture waiver check waivers.yaml")
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Check FILE: reason, approver, expiry and scope are all required; unknown checks are faults."""
    waivers = load_waivers(file, load().catalog.checks)
    today = now().date()
    for waiver in waivers:
        state = "in force" if waiver.valid_on(today) else "EXPIRED"
        click.echo(
            f"{waiver.id}: {state} until {waiver.expires}, {waiver.check} on {waiver.asset}, by {waiver.approver}"
        )
