"""Progress of long work: bars on a terminal, log lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import structlog

if TYPE_CHECKING:
    from jobs.cli.bars import Bars

log = structlog.get_logger()

# Often enough to see that it lives, rarely enough for a log that is kept.
LINE_EVERY_S = 10.0


class Report(Protocol):
    """Tell how far one step is: done, of how many (0: unknown), and in words."""

    def __call__(self, done: int, total: int = 0, words: str = "") -> None:
        """Show the step's state."""


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


def progress() -> "Bars | Lines":
    """Return the way to show progress that suits where the program runs."""
    if not sys.stderr.isatty():
        return Lines()
    from jobs.cli.bars import Bars

    return Bars()
