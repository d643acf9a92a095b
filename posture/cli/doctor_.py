"""`posture doctor`: what this machine has, what is missing, and how to get it."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
from pathlib import Path

import click

from posture import __version__
from posture.cli.content import load, warn
from posture.cli.exit import Exit

TOOLS = {
    "sh": ("the collector runs in it", "dash"),
    "stat": ("owners and modes", "coreutils"),
    "find": ("the walk over the file system", "findutils"),
    "awk": ("redaction and counting of personal data", "mawk"),
    "nmap": ("the view from outside", "nmap"),
    "ss": ("listeners with their processes", "iproute2"),
}
MODULES = ("click", "paramiko", "yaml", "jinja2", "nmap", "pydantic", "rich", "re2")


@click.command(name="doctor")
def command() -> int:
    """Say whether this machine has what a scan needs, and which package brings what is missing."""
    click.echo(f"posture {__version__}, Python {platform.python_version()}")
    path = os.pathsep.join(["/usr/sbin", "/usr/bin", "/sbin", "/bin", os.environ.get("PATH", "")])
    for tool, (purpose, package) in TOOLS.items():
        found = shutil.which(tool, path=path)
        click.echo(f"{'ok     ' if found else 'missing'} {tool}: {purpose}{'' if found else f'; install {package}'}")
    for module in MODULES:
        found_module = importlib.util.find_spec(module) is not None
        click.echo(f"{'ok     ' if found_module else 'missing'} Python module {module}")
    root = os.geteuid() == 0
    who = "running as root" if root else "running as an ordinary user: what needs root will be unknown"
    click.echo(f"{'ok     ' if root else 'note   '} {who}")
    hosts = Path("~/.ssh/known_hosts").expanduser()
    click.echo(f"{'ok     ' if hosts.exists() else 'note   '} {hosts}: host keys of SSH targets must be known")
    content = load()
    warn(content.problems)
    counts = f"{len(content.catalog.checks)} checks, {len(content.baselines.by_id)} baselines"
    click.echo(f"{'broken ' if content.problems else 'ok     '} content: {counts}, {content.catalog.digest}")
    return Exit.INVALID if content.problems else Exit.OK
