"""`posture report`: write reports from a stored assessment."""

from __future__ import annotations

from pathlib import Path

import click

from posture.cli.options import FILE, option
from posture.errors import UsageError
from posture.model.assessment import Assessment
from posture.report import json_
from posture.report.formats import Destination, deliver


@click.command(
    name="report",
    epilog="\b\nExample:\n  posture report run.json --report html:report.html --report summary:-",
)
@click.argument("file", type=FILE)
@option("--report", "reports", multiple=True, metavar="FORMAT:PATH", help="What to write; repeatable.")
def command(file: Path, reports: tuple[str, ...]) -> None:
    """Write reports from FILE, an assessment in JSON. Without --report, the summary."""
    destinations = [Destination.parse(text) for text in reports or ("summary:-",)]
    for destination in destinations:
        destination.refuse_unwritable()
    assessment = read_assessment(file)
    for destination in destinations:
        deliver(assessment, destination)


def read_assessment(file: Path) -> Assessment:
    """The assessment in a file. Raises UsageError or BundleError."""
    try:
        return json_.parse(file.read_bytes(), str(file))
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {fault.strerror}") from None
