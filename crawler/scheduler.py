"""Scrapy's scheduler, with our frontier behind it: nothing is lost, no host is hurried.

    enqueue_request   -> known? -> tray -> the frontier's log     before its parent counts
    next_request      <- a lease of a host whose turn it is
    gate              the answer came: the host's delay starts    (gate.py)
    settled           callback, items and children are through    (seam.py)
    beat              the lake is synced, then: acknowledged

A kill at any moment repeats what was in flight or settled within one beat. Where nothing
may be asked yet, a timer wakes the engine, which by itself looks every 5 seconds.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import structlog
from scrapy import signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from crawler import seam
from crawler.clock import Clock
from crawler.dupefilter import FrontierDupeFilter, begins
from crawler.errors import BadSetting
from crawler.gate import Gate
from crawler.owner import owned
from crawler.scrapylane.adopt import log_as_scrapy_does, scheduler_settings
from crawler.scrapylane.alarm import Alarm
from crawler.scrapylane.lender import Lender, is_web
from crawler.scrapylane.loans import Loans
from crawler.scrapylane.robotserrand import RobotsErrands
from crawler.scrapylane.stats import SchedulerStats
from crawler.scrapylane.turnstile import Turnstile
from frontier.errors import FrontierError
from frontier.frontier import Frontier
from frontier.orders import take_orders
from frontier.robots import Answer
from lake.errors import LakeError

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from crawler.keep import Keep
    from frontier.values import Lease

log = structlog.get_logger()

# What ends the crawl: nothing can be kept any more.
_FAULTS = (FrontierError, LakeError, OSError)
# A look at the frontier costs as much for one request as for ten.
_LOOK_EVERY_S = 0.004
_ORDERS_EVERY_S = 1.0
_TIDY_EVERY_S = 3600.0
# Requests that wait to be written, or to be acknowledged, before it is done at once.
_MOST_WAITING = 512
_KEEP = "crawler.keep"


class FrontierScheduler(BaseScheduler):
    """Scrapy scheduler over the frontier of one campaign."""

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._clock = Clock()
        self._stats = SchedulerStats(crawler)
        self._fault: Exception | None = None
        self._look_at = self._orders_at = 0.0
        self._alarm = Alarm(self._clock.now, self._woken)
        self._filter = FrontierDupeFilter.from_crawler(crawler)
        # For our engine: a URL that was taken or refused is never taken again.
        self.remembers = self._filter.by_url
        self._open: ExitStack | None = None

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "FrontierScheduler":
        """Make the scheduler for `crawler`, as Scrapy asks."""
        return cls(crawler)

    def open(self, spider: "Spider") -> "Deferred[None] | None":
        """Own the spider's frontier and go on where it was left."""
        log_as_scrapy_does()
        settings = scheduler_settings(self._crawler.settings, spider.name)
        gate = self._crawler.get_downloader_middleware(Gate)
        if gate is None:
            raise BadSetting(
                "SCHEDULER = crawler.scheduler.FrontierScheduler needs"
                " DOWNLOADER_MIDDLEWARES = {'crawler.gate.Gate': 990}, or the add-on"
                " crawler.addon.Harvestman, which sets both"
            )
        self._settings, self._spider = settings, spider
        settings.home.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opening:
            opening.enter_context(owned(settings.home))
            now = self._clock.now()
            self._frontier = Frontier.open(
                settings.home / "frontier", settings.campaign, now, settings.plan()
            )
            opening.callback(self._close_frontier)
            self._filter.keep_in(self._frontier.folder)
            opening.callback(self._filter.close, "finished")
            self._begin(gate)
            self._open = opening.pop_all()
        return self._filter.open()

    def _begin(self, gate: Gate) -> None:
        loans = Loans()
        self._lender = Lender(
            self._frontier,
            self._spider,
            self._settings.concurrency,
            loans,
            RobotsErrands(self._crawler, loans, self._tell_robots).send,
        )
        self._stats_then = self._frontier.stats()
        self._tidy_at = self._clock.now() + _TIDY_EVERY_S
        self._keep = _keep_of(self._crawler)
        if self._keep:
            self._keep.is_paced = True
        gate.opens(Turnstile(self._lender, self._clock.now, self._alarm, self._keep))
        seam.tell_finished(self._crawler.engine, loans.finished)
        self._beat = create_looping_call(self._work)
        self._beat.start(self._settings.flush_s, now=False)
        log.info(
            "frontier_opened",
            campaign=self._settings.campaign,
            pending=self._stats_then.pending,
        )

    def has_pending_requests(self) -> bool:
        """Return whether there is something to wait for, in flight or in patience."""
        if self._fault:
            return False
        if self._lender.busy:
            return True
        now = self._clock.now()
        self._carefully(lambda: self._lender.loans.tell(self._frontier, now))
        ready_at = self._frontier.next_ready_at()
        return ready_at is not None and ready_at - now <= self._patience_s

    def enqueue_request(self, request: "Request") -> bool:
        """Take a request; one that only the frontier knows is refused later, by signal."""
        if self._fault:
            return False
        if not request.dont_filter:
            if self._filter.request_seen(request):
                return False
            again = self._filter.is_first_link(request)
        elif begins(request) and self._filter.started(request):
            return False
        else:
            self._filter.let_by(request)
            again = True
        if is_web(request.url):
            self._lender.tray.put(
                request, again=again or not self._filter.is_url(request)
            )
        else:
            self._lender.odd.append(request)
            self._stats.enqueued += 1
        if len(self._lender.tray) >= _MOST_WAITING:
            self._carefully(self._put_waiting)
        return True

    def next_request(self) -> "Request | None":
        """Return a request whose host may be asked now."""
        request = self._lender.next()
        if request is None and not self._fault:
            self._carefully(self._look)
            request = self._lender.next()
        if request is not None:
            self._stats.dequeued += 1
        return request

    def close(self, reason: str) -> "Deferred[None] | None":
        """Acknowledge what settled, and leave the rest for a later call."""
        if self._open is None:
            return None  # Scrapy also closes what refused to open
        with suppress(AssertionError):
            self._beat.stop()
        self._alarm.cancel()
        self._carefully(self._settle)
        self._carefully(lambda: self._lender.give_back(self._clock.now()))
        if not self._fault:
            self._tell_end()
        self._open.close()
        return self._filter.close_own(reason)

    # What goes on by itself.

    def _look(self) -> None:
        now = self._clock.now()
        if now < self._look_at and len(self._lender.tray) < _MOST_WAITING:
            self._alarm.set(self._look_at - now)
            return
        self._look_at = now + _LOOK_EVERY_S
        self._put_waiting()
        if not self._lender.look(now) or self._lender.ready:
            return  # the engine asks again when something has landed
        if (ready_at := self._frontier.next_ready_at()) is not None:
            self._alarm.set(ready_at - now)

    def _woken(self) -> None:
        # Who waits at the gate may fill the downloader, and the engine then asks nothing.
        if len(self._lender.waiting) and not self._fault:
            self._carefully(self._look)
        seam.wake(self._crawler.engine)

    def _work(self) -> None:
        """Make safe what settled, and do what else comes up."""
        if not self._fault:
            self._carefully(self._settle)
            self._carefully(self._look_after)
        self._stats.tell()

    def _look_after(self) -> None:
        now = self._clock.now()
        if len(self._lender.waiting):
            seconds = self._lender.waiting.review(now, self._patience_s)
            self._alarm.set(seconds)
        if now >= self._orders_at:
            self._orders_at = now + _ORDERS_EVERY_S
            if take_orders(self._frontier, now):
                seam.wake(self._crawler.engine)
        if now >= self._tidy_at:
            self._tidy_at = now + _TIDY_EVERY_S
            self._frontier.checkpoint()

    def _settle(self) -> None:
        """Acknowledge what finished, once all that follows from it is safe."""
        self._put_waiting()
        if self._keep:
            self._keep.flush()
        self._lender.loans.settle(self._frontier, self._clock.now())

    def _put_waiting(self) -> None:
        count, known = self._lender.put_waiting(self._clock.now())
        self._filter.write()
        self._stats.enqueued += count
        if known:
            self._filter.count(len(known))
            for request in known:
                self._crawler.signals.send_catch_log(
                    signals.request_dropped, request=request, spider=self._spider
                )

    @property
    def _patience_s(self) -> float:
        """How long a host is waited for; a delay that is kept is no pause."""
        settings = self._settings
        return max(settings.patience_s, settings.delay_s, settings.max_delay_s)

    def _tell_robots(self, lease: "Lease", answer: Answer) -> None:
        self._carefully(lambda: self._take_robots(lease, answer))
        self._alarm.set(0.0)

    def _take_robots(self, lease: "Lease", answer: Answer) -> None:
        outcome = self._frontier.answered(lease.id, answer, self._clock.now())
        if self._keep and outcome.follow is None:
            self._keep.robots(lease.host, answer, outcome)

    def _carefully(self, work: Callable[[], object]) -> None:
        """Do `work`; what can be kept no more ends the crawl."""
        if self._fault:
            return
        try:
            work()
        except _FAULTS as error:
            self._fault = error
            log.exception("crawl_cannot_go_on", error=str(error))
            self._lender.waiting.refuse_all("the crawl ends")
            deferred_from_coro(self._crawler.engine.close_spider_async(reason="fault"))

    def _tell_end(self) -> None:
        left = self._frontier.stats()
        self._stats.tell_end(self._stats_then, left, self._lender.lost)
        log.info("frontier_closed", campaign=self._settings.campaign, left=left.pending)

    def _close_frontier(self) -> None:
        try:
            self._frontier.close(self._clock.now())
        except _FAULTS as error:
            if not self._fault:
                raise
            log.warning("frontier_not_closed", error=str(error))


def _keep_of(crawler: "Crawler") -> "Keep | None":
    """Return what stores answers, if the project has it."""
    # A project that does not would wait half a second for the lake's packages.
    if _KEEP not in sys.modules:
        return None
    from crawler.keep import Keep

    return crawler.get_extension(Keep)
