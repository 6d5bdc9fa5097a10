"""Progress of long work: bars on a terminal, log lines elsewhere."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TextIO

import structlog
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

log = structlog.get_logger()

# Often enough to see that it lives, rarely enough for a log that is kept.
LINE_EVERY_S = 10.0
# A narrower terminal shows words where the bar would be.
_WIDE = 110


class Report(Protocol):
    """Tell how far one step is: done, of how many (0: unknown), and in words."""

    def __call__(self, done: int, total: int = 0, words: str = "") -> None:
        """Show the step's state."""


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


class Lines:
    """A log line when a step begins and ends, and now and then between."""

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        return

    @contextmanager
    def step(self, name: str) -> Iterator[Report]:
        """Log the step `name` while the block runs."""
        started = said_at = time.monotonic()
        last = (0, 0, "")

        def report(done: int, total: int = 0, words: str = "") -> None:
            nonlocal said_at, last
            last = (done, total, words)
            if time.monotonic() - said_at >= LINE_EVERY_S:
                said_at = time.monotonic()
                log.info("step_runs", step=name, done=done, total=total, facts=words)

        log.info("step_started", step=name)
        yield report
        seconds = round(time.monotonic() - started, 1)
        log.info("step_ended", step=name, done=last[0], facts=last[2], seconds=seconds)


def progress() -> Bars | Lines:
    """Return the way to show progress that suits where the program runs."""
    return Bars() if sys.stderr.isatty() else Lines()
