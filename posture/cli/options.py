"""Options that several commands share, and how every flag gets its POSTURE_* variable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """`click.option` with the environment variable POSTURE_NAME."""
    long = next(name for name in names if name.startswith("--")).split("/")[0]
    settings.setdefault("envvar", "POSTURE_" + long.strip("-").replace("-", "_").upper())
    settings.setdefault("show_envvar", True)
    return click.option(*names, **settings)


def together(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in the order given."""

    def decorate(function: F) -> F:
        for one in reversed(options):
            function = one(function)
        return function

    return decorate


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

LAYERS = click.Choice(["physical", "network", "host", "data", "application"])
PLACE = click.Path(exists=True, path_type=Path)
SECONDS = click.IntRange(1, 600)

selection = together(
    option("--layer", "layers", multiple=True, type=LAYERS, help="Only checks of this layer; repeatable."),
    option("--check", "only", multiple=True, metavar="GLOB", help="Only checks whose id matches; repeatable."),
    option("--skip", multiple=True, metavar="GLOB", help="Leave out checks whose id matches; repeatable."),
    option("--checks-from", multiple=True, type=PLACE, help="Also load checks from this file or folder."),
)

baseline = together(
    option("-b", "--baseline", "baseline_id", default="mlps", show_default=True, help="The baseline to judge by."),
    option("--level", type=int, help="Its level to judge findings at (default: 3, or its highest)."),
)

reaching = together(
    option("--identity", type=FILE, help="Private key for SSH targets, instead of agent and default keys."),
    option("--known-hosts", type=FILE, help="Known host keys, instead of the user's own file."),
    option("--ssh-config", type=FILE, help="OpenSSH client configuration to use."),
    option("--timeout", type=SECONDS, default=15, show_default=True, help="Seconds for one connection attempt."),
    option("--outside/--no-outside", default=True, help="Look at each target from the scanner's side, too."),
)
