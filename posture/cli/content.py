"""Loads content for commands and finds what was named, with the nearest names when it is not there."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from posture.assess.plan import nearest
from posture.catalog.baselines import Baselines, load_baselines
from posture.catalog.checks import Catalog, load_checks
from posture.errors import Problem, UsageError
from posture.model.baseline import Baseline
from posture.transport.options import Options

DEFAULT_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Content:
    """Everything loaded: checks, baselines and what was wrong with them."""

    catalog: Catalog
    baselines: Baselines

    @property
    def problems(self) -> tuple[Problem, ...]:
        return (*self.catalog.problems, *self.baselines.problems)

    def baseline(self, name: str) -> Baseline:
        """The baseline of this id. Raises UsageError with the nearest names, or why it is invalid."""
        if name not in self.baselines.by_id:
            for problem in self.baselines.problems:
                click.echo(f"posture: {problem}", err=True)
            known = self.baselines.by_id
            raise UsageError(
                f"there is no baseline {name!r}{nearest(name, known)}; known are {', '.join(known) or 'none'}"
            )
        return self.baselines.by_id[name]


def load(extra: Sequence[Path] = ()) -> Content:
    """Load all content, and the check files of `extra` (files, or folders of them)."""
    logging.getLogger("posture").addHandler(logging.NullHandler())  # a plugin's traceback is shown with --debug
    files = [file for path in extra for file in (_files(path) if path.is_dir() else [path])]
    catalog = load_checks(files)
    return Content(catalog, load_baselines(catalog.checks, lenient=bool(catalog.problems)))


def _files(folder: Path) -> list[Path]:
    return sorted([*folder.rglob("*.yaml"), *folder.rglob("*.py")])


def level_of(baseline: Baseline, level: int | None) -> int:
    """The level asked for, or the default. Raises UsageError naming the levels there are."""
    known = [one.number for one in baseline.levels]
    if level is None:
        return min(DEFAULT_LEVEL, max(known))
    if level not in known:
        raise UsageError(f"baseline {baseline.id} has no level {level}; it has {', '.join(map(str, known))}")
    return level


def warn(problems: Sequence[Problem]) -> None:
    """Print content problems on stderr, each with file and line."""
    for problem in problems:
        click.echo(f"posture: {problem}", err=True)


def transport_options(
    identity: Path | None, known_hosts: Path | None, ssh_config: Path | None, timeout: int, outside: bool
) -> Options:
    """The transport settings of a command line; a password comes from POSTURE_SSH_PASSWORD alone."""
    import os

    return Options(
        timeout=timeout,
        identity=identity,
        known_hosts=known_hosts,
        ssh_config=ssh_config,
        password=os.environ.get("POSTURE_SSH_PASSWORD"),
        outside=outside,
    )


def on_terminal() -> bool:
    """Whether stderr is a terminal: progress is shown there and nowhere else."""
    return sys.stderr.isatty()
