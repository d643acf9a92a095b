"""`posture check`: for authors of checks."""

from __future__ import annotations

from pathlib import Path

import click

from posture.assess.cases import load_cases, run_case
from posture.cli.content import load, warn
from posture.cli.exit import Exit
from posture.errors import UsageError

CARD = """\
schema: posture/checks/1
subject: {subject}
title: {title}
layer: {layer}
probe: sysctl                 # `posture list probes` shows what can be asked
checks:
  {point}:
    title: Say what is true when all is well
    why: Say what an attacker or an accident gains when it is not. One or two sentences.
    ccss: AV:L/AC:L/Au:N/C:P/I:N/A:N
    expect: {{kernel.dmesg_restrict: {{equals: 1}}}}
    fix: Say what to change, where, and how to make it take effect.
    confirm: cat /proc/sys/kernel/dmesg_restrict
    maps: {{mlps: [8.1.4.4f]}}
"""
CASES = """\
schema: posture/cases/1
cases:
  - check: {id}
    name: as it should be
    given: {{files: {{/proc/sys/kernel/dmesg_restrict: "1\\n"}}}}
    expect: pass
  - check: {id}
    name: as it should not be
    given: {{files: {{/proc/sys/kernel/dmesg_restrict: "0\\n"}}}}
    expect: fail
  - check: {id}
    name: nothing of the kind is there
    expect: notapplicable
  - check: {id}
    name: it cannot be looked at
    given: {{troubles: {{/etc/sysctl.conf: permission}}}}
    expect: unknown
    reason: permission
"""


@click.group(name="check")
def command() -> None:
    """Write, lint and test checks of your own."""


@command.command(epilog="\b\nExample:\n  posture check new host.myapp.umask ./my-checks")
@click.argument("id")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def new(id: str, folder: Path) -> None:  # noqa: A002
    """Start a card for ID (layer.subject.point) and its cases in FOLDER."""
    parts = id.split(".")
    if len(parts) != 3:
        raise UsageError(f"{id!r}: an id has three parts, layer.subject.point")
    layer, subject, point = parts
    card, cases = folder / f"{subject}.yaml", folder / "cases" / f"{subject}.yaml"
    for path in (card, cases):
        if path.exists():
            raise UsageError(f"{path} is already there")
    cases.parent.mkdir(parents=True, exist_ok=True)
    title = subject.replace("_", " ").capitalize()
    card.write_text(CARD.format(subject=f"{layer}.{subject}", title=title, layer=layer, point=point), "utf-8")
    cases.write_text(CASES.format(id=id), "utf-8")
    click.echo(f"{card}\n{cases}\nTest with: posture check test {cases} --checks-from {card}")


@command.command(epilog="\b\nExample:\n  posture check lint ./my-checks/myapp.yaml")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def lint(paths: tuple[Path, ...]) -> int:
    """Load check files (or folders of them) and print every fault with file, line and column."""
    content = load([path for path in paths if path.is_file()] + [card for path in paths for card in _cards(path)])
    warn(content.problems)
    if not content.problems:
        click.echo("no faults")
    return Exit.INVALID if content.problems else Exit.OK


def _cards(path: Path) -> list[Path]:
    return [file for file in sorted(path.rglob("*")) if file.suffix in (".yaml", ".py") and "cases" not in file.parts]


@command.command(
    epilog="\b\nExample:\n  posture check test my-checks/cases/myapp.yaml --checks-from my-checks/myapp.yaml"
)
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--checks-from", multiple=True, type=click.Path(exists=True, path_type=Path), help="The check files.")
def test(files: tuple[Path, ...], checks_from: tuple[Path, ...]) -> int:
    """Run case files: raw text in, verdict out."""
    content = load(checks_from)
    warn(content.catalog.problems)
    failed = passed = 0
    for file in files:
        for case in load_cases(file):
            faults = run_case(case, content.catalog.checks)
            failed, passed = failed + bool(faults), passed + (not faults)
            for fault in faults:
                click.echo(f"{case.origin}: {case.title}: {fault}")
    click.echo(f"{passed} passed, {failed} failed")
    return Exit.FINDINGS if failed else Exit.INVALID if content.catalog.problems else Exit.OK
