"""`harvestman status`: how the home does, live."""

import sys
import time
from typing import TYPE_CHECKING

import click

from jobs.cli.call import Call, with_call
from jobs.operate.look import Looker

if TYPE_CHECKING:
    from rich.console import RenderableType

_EVERY_S = 1.0


@click.command(
    epilog="""\b
Examples:
  harvestman status              # live; Ctrl-C ends it
  harvestman status --once
  harvestman status --json"""
)
@click.option("--once", is_flag=True, help="Show it once, also on a terminal.")
@with_call()
def status(call: Call, once: bool) -> None:
    """Show who works, what waits, what ran, how fresh it all is, and what is wrong.

    Nothing is locked or written, whoever works meanwhile.
    """
    looker = Looker(call.home, call.settings)
    if call.json:
        call.answer(looker.look(), "")
        return
    from jobs.cli.status_show import page

    if once or not sys.stdout.isatty():
        from jobs.cli.table import console

        screen = console()
        screen.print(page(looker.look(), screen))
        return
    _live(looker)


def _live(looker: Looker) -> None:
    """Show it anew each second until Ctrl-C."""
    from rich.live import Live

    from jobs.cli.status_show import page
    from jobs.cli.table import console

    def shown() -> "RenderableType":
        return page(looker.look(), screen, screen.height)

    screen = console()
    try:
        with Live(shown(), console=screen, auto_refresh=False, screen=True) as live:
            while True:
                time.sleep(_EVERY_S)
                live.update(shown(), refresh=True)
    except KeyboardInterrupt:
        return
