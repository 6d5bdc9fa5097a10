"""A bar for one long query, on a terminal, once it takes longer than a moment."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

_MOMENT_S = 1.0


@contextmanager
def waiting(words: str) -> Iterator[Callable[[float], None]]:
    """Give the function that is told how far a query is, in percent."""
    # Rows on the terminal and a bar there would tear each other.
    if not sys.stderr.isatty():
        yield lambda percent: None
        return
    bar = Progress(
        TextColumn(words),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
        TextColumn("[dim]Ctrl-C stops it[/]"),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(words, total=None, told="")
    started = time.monotonic()

    def report(percent: float) -> None:
        if time.monotonic() - started < _MOMENT_S:
            return
        bar.start()
        if percent >= 0:
            bar.update(task, total=100, completed=percent, told=f"{percent:.0f} %")

    try:
        yield report
    finally:
        bar.stop()
