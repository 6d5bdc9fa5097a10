"""How a crawl goes, while it goes: in words for a person, as figures for Prometheus."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection

import structlog

from crawler.campaign.model import Campaign
from crawler.watch.progress import Progress
from crawler.watch.rate import Moment, Rates, clock_words
from crawler.watch.server import serving
from crawler.watch.text import metrics
from jobs.cli.amounts import counted
from jobs.cli.call import Call, log_to
from jobs.cli.notices import noticed, speak_into
from jobs.cli.progress import Report
from jobs.settings import Settings

log = structlog.get_logger()

_STOPPING = (
    "stopping: what is under way is finished and kept; Ctrl-C again stops at once"
)


@dataclass(slots=True)
class Shown:
    """The last that was told of a crawl, and how fast it went."""

    campaign: Campaign
    report: Report
    clock: Callable[[], float] = time.monotonic
    state: Progress = field(default_factory=Progress)
    _rates: Rates = field(default_factory=Rates)
    _said: bool = False

    def told(self, state: Progress) -> None:
        """Take in what the crawl tells, and show it."""
        if state.stopping and not self._said:
            self._said = True
            _say_stopping()
        self.state = state
        self._rates.told(Moment(self.clock(), state.pages, state.bytes))
        waiting = max(state.queued, 0)
        self.report(state.pages, state.pages + waiting, self.words())

    def words(self) -> str:
        """Return how fast the crawl goes, what waits, and until when."""
        state, rates = self.state, self._rates
        if state.paused:
            return f"paused: harvestman campaign resume {self.campaign.name}"
        parts = [f"{rates.pages_per_s:,.0f} pages/s"]
        seconds = rates.left_s(self._left())
        if seconds is not None:
            parts.append(f"{clock_words(seconds)} left")
        if state.errors:
            parts.append(counted(state.errors, "error"))
        # What a narrow terminal has no room for stands last.
        parts += [
            counted(state.hosts, "host"),
            f"{max(state.queued, 0):,} wait",
            f"{rates.bytes_per_s / 1e6:.1f} MB/s",
        ]
        return ", ".join(parts)

    def metrics(self) -> str:
        """Return the same for Prometheus."""
        return metrics(self.campaign.name, self.state, self.state.summary)

    def _left(self) -> int:
        """Return how many pages are known to be left; more may yet be found."""
        waiting, limit = max(self.state.queued, 0), self.campaign.max_pages
        return waiting if limit is None else min(waiting, limit - self.state.pages)


@contextmanager
def shown(
    call: Call, campaign: Campaign, report: Report, port: int | None
) -> Iterator[tuple[Shown, Callable[[], None]]]:
    """Show a crawl; yields who is to be told, and what its process does first."""
    show = Shown(campaign, report)
    with ExitStack() as stack:
        if port is not None:
            served = stack.enter_context(serving(port, show.metrics))
            log.info("metrics", url=f"http://127.0.0.1:{served}/metrics")
        pipe = stack.enter_context(noticed())
        yield show, partial(_prepare, call.settings, call.run_id, pipe)


def _prepare(settings: Settings, run_id: str, pipe: Connection | None) -> None:
    # First the log, which asks whether standard error is a terminal.
    log_to(settings, run_id)
    speak_into(pipe)


def _say_stopping() -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{_STOPPING}\n")
    else:
        log.info("crawl_stopping", hint="Ctrl-C again stops at once")
