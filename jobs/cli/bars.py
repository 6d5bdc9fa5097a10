"""Bars on a terminal: Rich draws them, which nobody imports who sees log lines."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from jobs.cli.progress import Report

# A narrower terminal shows words where the bar would be.
_WIDE = 110


class Bars:
    """One bar a step, on the terminal that standard error is."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        bar = [BarColumn(bar_width=24)] if console.width >= _WIDE else []
        self._progress = _OneLine(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description:<10}"),
            *bar,
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            _Words(),
            console=console,
        )

    def __enter__(self) -> "Bars":
        before = sys.stderr
        self._progress.start()
        # While bars are shown, sys.stderr writes above them; the log is to do so too.
        _log_into(before, sys.stderr)
        return self

    def __exit__(self, *_: object) -> None:
        during = sys.stderr
        self._progress.stop()
        _log_into(during, sys.stderr)

    @contextmanager
    def step(self, name: str) -> Iterator[Report]:
        """Show the step `name` while the block runs."""
        task = self._progress.add_task(name, total=None, words="")

        def report(done: int, total: int = 0, words: str = "") -> None:
            self._progress.update(
                task, completed=done, total=total or None, words=words
            )

        yield report
        state = next(found for found in self._progress.tasks if found.id == task)
        self._progress.update(
            task, total=state.completed or 1, completed=state.completed or 1
        )


class _OneLine(Progress):
    """Bars that leave room at the end of the line for the ^C that a terminal writes."""

    def get_renderable(self) -> RenderableType:
        """Return all bars."""
        return _Shorter(super().get_renderable())


@dataclass(frozen=True, slots=True)
class _Shorter:
    """What is shown in a little less than the width that there is."""

    shown: RenderableType

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> RenderResult:
        width = max(1, options.max_width - len("^C"))
        yield from console.render(self.shown, options.update_width(width))


class _Words(ProgressColumn):
    """What a step says of itself, as far as there is room for it."""

    def render(self, task: Task) -> Text:
        """Return the words of `task`."""
        words = str(task.fields["words"])
        return Text(words, style="dim", no_wrap=True, overflow="ellipsis")


def _log_into(before: TextIO, after: TextIO) -> None:
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is before:
            handler.setStream(after)
