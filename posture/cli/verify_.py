"""`posture verify`: is a file what it was when it was written?"""

from __future__ import annotations

from pathlib import Path

import click

from posture.cli.options import FILE
from posture.cli.report_ import read_assessment
from posture.errors import BundleError
from posture.transport import bundle


@click.command(name="verify", epilog="\b\nExample:\n  posture verify web01.bundle")
@click.argument("file", type=FILE)
def command(file: Path) -> None:
    """Check a bundle against its digest, or an assessment against its schema.

    A digest finds damage. It does not prove who wrote the file: there are no signatures yet.
    """
    try:
        header, answers = bundle.read(file)
    except BundleError as fault:
        with file.open("rb") as handle:
            looks_packed = handle.read(2) == b"\x1f\x8b"
        if looks_packed:
            raise fault from None
        assessment = read_assessment(str(file))
        click.echo(f"{file}: an assessment, {assessment.id}, {len(assessment.findings)} findings; the schema holds")
        return
    click.echo(
        f"{file}: a bundle of {header.name} ({header.target}), taken {header.taken}, {len(answers)} answers; whole"
    )
