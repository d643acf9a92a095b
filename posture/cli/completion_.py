"""`posture completion`: shell completion."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command(
    name="completion",
    epilog="\b\nExamples:\n"
    "  posture completion bash > ~/.local/share/bash-completion/completions/posture\n"
    "  posture completion zsh > ~/.zfunc/_posture\n"
    "  posture completion fish > ~/.config/fish/completions/posture.fish",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of SHELL."""
    kind = get_completion_class(shell)
    assert kind is not None
    root = ctx.find_root().command
    click.echo(kind(root, {}, "posture", "_POSTURE_COMPLETE").source())
