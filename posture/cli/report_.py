"""`posture report`: write reports from an assessment."""

from __future__ import annotations

from pathlib import Path

import click

from posture.cli.options import option
from posture.errors import UsageError
from posture.history.store import Store
from posture.model.assessment import Assessment
from posture.report import json_
from posture.report.formats import Destination, deliver


@click.command(
    name="report",
    epilog="\b\nExamples:\n"
    "  posture report                                    the newest run, as a summary\n"
    "  posture report run.json --report html:report.html",
)
@click.argument("run", default="last", metavar="[RUN|FILE]")
@option("--report", "reports", multiple=True, metavar="FORMAT:PATH", help="What to write; repeatable.")
def command(run: str, reports: tuple[str, ...]) -> None:
    """Write reports from a kept run or from FILE, an assessment in JSON. Without --report, the summary."""
    destinations = [Destination.parse(text) for text in reports or ("summary:-",)]
    for destination in destinations:
        destination.refuse_unwritable()
    assessment = read_assessment(run)
    for destination in destinations:
        deliver(assessment, destination)


def read_assessment(name: str) -> Assessment:
    """The assessment in a file of this name, or of the kept run. Raises UsageError or BundleError."""
    path = Path(name)
    if not path.is_file():
        return json_.parse(Store().read(name), f"run {name}")
    try:
        return json_.parse(path.read_bytes(), name)
    except OSError as fault:
        raise UsageError(f"{name} cannot be read: {fault.strerror}") from None
