"""`posture scan`: the main job."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from posture import __version__
from posture.assess.asset import known_topics
from posture.assess.plan import plan, select
from posture.assess.subject import Frame, Subject
from posture.assess.weigh import weigh
from posture.cli.content import Content, level_of, load, on_terminal, transport_options, warn
from posture.cli.exit import Exit, worst
from posture.cli.options import FILE, baseline, option, reaching, selection
from posture.errors import UsageError
from posture.fleet.clock import now, stamp
from posture.fleet.runner import Interrupted, run
from posture.fleet.visit import Visit
from posture.model.assessment import Assessment, RunProblem, Tool
from posture.model.attestation import Attestations
from posture.model.layer import Layer
from posture.model.outcome import Disposition, Outcome, Severity
from posture.model.target import Target
from posture.model.waiver import Waiver
from posture.probe.registry import probes
from posture.report.formats import Destination, deliver

SEVERITIES = click.Choice(["low", "medium", "high", "critical", "none"])


@click.command(
    name="scan",
    epilog="\b\nExamples:\n"
    "  posture scan                                          this machine\n"
    "  posture scan --report html:report.html --report json:-\n"
    "  posture scan ssh://audit@web01 ssh://audit@web02 --level 2\n"
    "  posture scan rootfs:/srv/image --layer host --fail-on critical\n"
    "  posture scan bundle:web01.bundle --attestations room.yaml\n"
    "  posture scan -i inventory.yaml --limit 'db*' --jobs 32",
)
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@option("-i", "--inventory", type=FILE, help="Targets with owner, zone and criticality, as YAML.")
@option("--limit", metavar="GLOB", help="Only assets of the inventory whose name matches.")
@baseline
@selection
@option("--report", "reports", multiple=True, metavar="FORMAT:PATH", help="Write a report; `-` is stdout; repeatable.")
@option("--waivers", type=FILE, help="Accepted deviations.")
@option("--attestations", type=FILE, help="What people attest.")
@option("--fail-on", type=SEVERITIES, default="high", show_default=True, help="Exit 1 from this severity on.")
@option("--fail-under", type=click.FloatRange(0, 100), help="Exit 1 when the low end of the score is below this.")
@option("--require-level", type=int, help="Exit 1 when the whole does not attain this level.")
@option("--store/--no-store", default=True, help="Keep the run, for `history`, `diff` and `report`.")
@option("--jobs", type=click.IntRange(1, 256), default=16, show_default=True, help="Targets visited at once.")
@reaching
@click.pass_context
def command(
    ctx: click.Context,
    /,
    targets: tuple[str, ...],
    inventory: Path | None,
    limit: str | None,
    baseline_id: str,
    level: int | None,
    layers: tuple[str, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    checks_from: tuple[Path, ...],
    reports: tuple[str, ...],
    waivers: Path | None,
    attestations: Path | None,
    fail_on: str,
    fail_under: float | None,
    require_level: int | None,
    store: bool,
    jobs: int,
    **reach: Any,
) -> int:
    """Judge targets against a baseline and report.

    TARGET is local: (this machine, the default), ssh://[user@]host[:port], rootfs:DIR, config:PATH or
    bundle:FILE. Nothing is installed or written on a target.
    """
    destinations = [Destination.parse(text) for text in reports]
    for destination in destinations:
        destination.refuse_unwritable()
    visits = _visits(targets, inventory, limit)
    content = load(checks_from)
    warn(content.problems)
    frame = _frame(content, baseline_id, level, layers, only, skip, waivers, attestations)
    started = stamp(now())
    todo = plan(frame.checks, probes())
    interrupted = False
    quiet: bool = ctx.obj["quiet"]
    with _progress(len(visits), quiet=quiet) as tell:
        try:
            subjects = run(visits, todo, transport_options(**reach), jobs=jobs, tell=tell)
        except Interrupted as stop:
            subjects, interrupted = stop.subjects, True
    problems = [RunProblem(f"{one.file}:{one.line}", one.message) for one in content.problems]
    if interrupted:
        problems.append(RunProblem("scan", f"interrupted after {len(subjects)} of {len(visits)} targets"))
    tool = Tool("posture", __version__, content.catalog.digest)
    assessment = weigh(frame, subjects, tool=tool, started=started, finished=stamp(now()), problems=problems)
    if store:
        _keep(assessment)
    _tell(assessment, destinations, quiet=quiet)
    if interrupted:
        sys.stdout.flush()
        os._exit(Exit.INTERRUPTED)  # a visit may still hang in its thread; what was done has been written
    codes = [*_codes(assessment, fail_on, fail_under, require_level)]
    if content.problems:
        codes.append(Exit.INVALID)
    return worst(codes)


def _visits(targets: Sequence[str], inventory: Path | None, limit: str | None) -> list[Visit]:
    visits = [Visit(Target.parse(text)) for text in targets]
    if inventory is not None:
        from posture.fleet.inventory import load_inventory

        visits += load_inventory(inventory, limit)
    elif limit is not None:
        raise UsageError("--limit chooses from an inventory: give one with -i")
    return visits or [Visit(Target.parse("local:"))]


def _frame(
    content: Content,
    baseline_id: str,
    level: int | None,
    layers: Sequence[str],
    only: Sequence[str],
    skip: Sequence[str],
    waivers: Path | None,
    attestations: Path | None,
) -> Frame:
    chosen = content.baseline(baseline_id)
    number = level_of(chosen, level)
    checks = select(content.catalog.checks, layers=[Layer(name) for name in layers], only=only, skip=skip)
    accepted: tuple[Waiver, ...] = ()
    if waivers is not None:
        from posture.catalog.waivers import load_waivers

        accepted = load_waivers(waivers, content.catalog.checks)
    frame = Frame(checks, chosen, number, now().date(), Attestations(), accepted)
    if attestations is None:
        return frame
    from posture.catalog.attestations import load_attestations

    whole = Frame(tuple(content.catalog.checks.values()), chosen, number, now().date())
    stated = load_attestations(attestations, known_topics(whole))
    return Frame(checks, chosen, number, frame.today, stated, accepted)


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[Subject], None]]:
    """Progress on a terminal only; elsewhere silence."""
    if quiet or not on_terminal():
        yield lambda subject: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Looking", total=total)

        def tell(subject: Subject) -> None:
            bar.advance(task)
            if subject.status == "unreachable":
                bar.console.print(f"{subject.name}: {subject.reason}", markup=False, highlight=False)

        yield tell


def _keep(assessment: Assessment) -> None:
    """Keep the run; a folder that cannot be written is worth a line, not the run."""
    from posture.history.store import Store
    from posture.report.json_ import render

    place = Store()
    try:
        place.keep(assessment.id, render(assessment))
    except OSError as fault:
        click.echo(f"posture: the run is not kept: {place.path}: {fault.strerror}; see --no-store", err=True)


def _tell(assessment: Assessment, destinations: Sequence[Destination], *, quiet: bool) -> None:
    """Reports first: what was asked for is safe before anything else can go wrong."""
    for destination in destinations:
        deliver(assessment, destination)
    to_stdout = any(destination.path == "-" for destination in destinations)
    if quiet and to_stdout:
        return
    from posture.report.summary import show

    show(assessment, sys.stderr if to_stdout else sys.stdout)
    for destination in destinations:
        if destination.path != "-":
            click.echo(f"{destination.format} report: {Path(destination.path).absolute()}", err=to_stdout)


def _codes(assessment: Assessment, fail_on: str, fail_under: float | None, require_level: int | None) -> Iterator[Exit]:
    if fail_on != "none":
        floor = Severity(fail_on).rank
        for finding in assessment.findings:
            if (
                finding.outcome is Outcome.FAIL
                and finding.disposition is Disposition.OPEN
                and finding.severity.rank >= floor
            ):
                yield Exit.FINDINGS
                break
    low = assessment.summary.score.low
    if fail_under is not None and (low is None or low < fail_under):
        yield Exit.FINDINGS
    if require_level is not None and assessment.summary.level_attained < require_level:
        yield Exit.FINDINGS
    if assessment.incomplete:
        yield Exit.INCOMPLETE
