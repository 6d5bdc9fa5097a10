"""How fast a step goes and how long it will yet take, told beside how far it is."""

import time
from collections.abc import Callable

from crawler.watch.rate import clock_words
from jobs.cli.progress import Report


def paced(
    report: Report, clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None]:
    """Return what is told how much is done of how much, and has `report` show it."""
    started = clock()

    def watch(done: int, total: int) -> None:
        seconds = clock() - started
        words = ""
        if done and seconds > 0:
            rate = done / seconds
            words = f"{rate:,.0f}/s"
            if total > done:
                words += f", {clock_words((total - done) / rate)} left"
        report(done, total, words)

    return watch
