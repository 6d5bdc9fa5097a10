"""`harvestman completion`: completion of commands and options in a shell."""

import click
from click.shell_completion import get_completion_class


@click.command(
    epilog="""\b
Examples:
  eval "$(harvestman completion bash)"
  harvestman completion fish > ~/.config/fish/completions/harvestman.fish"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell."""
    made = get_completion_class(shell)
    if made is None:
        raise click.ClickException(f"there is no completion for {shell}")
    root = ctx.find_root().command
    print(made(root, {}, "harvestman", "_HARVESTMAN_COMPLETE").source())
