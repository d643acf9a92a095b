"""The command line: one thin file per command, imported only when that command runs.

`posture --help` must answer at once, so this file imports click and nothing else.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from posture import __version__
from posture.cli.exit import Exit
from posture.errors import PostureError

COMMANDS = {
    "scan": "Judge targets against a baseline and report.",
    "collect": "Record the evidence of one target in a bundle.",
    "collector": "Print the collector script, to read or to carry to a host.",
    "privileges": "List exactly what would be read and run, and for which checks.",
    "report": "Write reports from a kept run or an assessment file.",
    "history": "List the runs kept on this machine.",
    "diff": "Say what changed between two assessments, and why.",
    "list": "List checks, baselines, probes or formats.",
    "explain": "Explain a check or a control.",
    "check": "Write, lint and test checks of your own.",
    "baseline": "Validate or resolve a baseline.",
    "attest": "Write or check the sheet of what people attest.",
    "waiver": "Check a file of accepted deviations.",
    "verify": "Check a bundle or an assessment file for damage.",
    "doctor": "Say whether this machine has what a scan needs.",
    "completion": "Print shell completion for bash, zsh or fish.",
}
"""Name -> one line of help. The command is the attribute `command` of `posture.cli.NAME_`."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is wanted, and not to list it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"posture.cli.{cmd_name}_").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            close = difflib.get_close_matches(args[0], COMMANDS, n=2)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n"
    "  posture scan                                   this machine, summary on the terminal\n"
    "  posture scan --report html:report.html         and a page to hand on\n"
    "  posture scan ssh://audit@web01 --level 2       a host over SSH, judged at level 2\n"
    "  posture explain host.sshd.permit_root_login    why, what it reads, how to fix\n"
    "\n\b\nExit codes: 0 thresholds met, 1 findings over the threshold, 2 invalid input,\n"
    "  3 incomplete, 4 internal error, 130 interrupted.",
)
@click.version_option(__version__, prog_name="posture")
@click.option("--debug", is_flag=True, envvar="POSTURE_DEBUG", help="Log to stderr, with tracebacks.")
@click.option("-q", "--quiet", is_flag=True, envvar="POSTURE_QUIET", help="No progress and no hints on stderr.")
@click.pass_context
def cli(ctx: click.Context, debug: bool, quiet: bool) -> None:
    """Tell how safe systems are in five layers, how it is known, and what to fix first.

    Posture reads hosts, root filesystems and exported configuration, judges them against a graded baseline
    (MLPS levels 1-4), and writes a report with an honest score: what could not be looked at is never a pass.
    """
    ctx.obj = {"debug": debug, "quiet": quiet}
    if debug:
        import logging

        logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s: %(message)s")


def main() -> None:
    """Run the command line and end the process with a code of `posture.cli.exit`."""
    debug = "--debug" in sys.argv or bool(os.environ.get("POSTURE_DEBUG"))
    try:
        code = cli(prog_name="posture", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(Exit.INTERRUPTED)
    except click.ClickException as fault:
        fault.show()
        sys.exit(Exit.INVALID)
    except PostureError as fault:
        click.echo(f"posture: {fault}", err=True)
        sys.exit(Exit.INVALID)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.OK)
    except Exception as fault:  # the last line of defence: one line for people, the rest with --debug
        if debug:
            raise
        click.echo(f"posture: internal error: {fault!r}; run again with --debug for the traceback", err=True)
        sys.exit(Exit.INTERNAL)
    sys.exit(code if isinstance(code, int) else Exit.OK)
