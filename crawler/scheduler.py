"""Scrapy's scheduler, with our frontier behind it: nothing is lost, no host is hurried.

    enqueue_request   -> known? -> tray -> the frontier's log     before its parent counts
    next_request      <- a lease of a host whose turn it is
    gate              the answer came: the host's delay starts    (gate.py)
    settled           callback, items and children are through    (seam.py)
    beat              the lake is synced, then: acknowledged

A kill at any moment repeats what was in flight or settled within one beat. Where nothing
may be asked yet, a timer wakes the engine, which by itself looks every 5 seconds.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from math import isnan
from typing import TYPE_CHECKING, Any

import structlog
from scrapy import signals
from scrapy.core.scheduler import BaseScheduler
from scrapy.dupefilters import RFPDupeFilter
from scrapy.utils.asyncio import call_later, create_looping_call
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.misc import build_from_crawler, load_object

from crawler import seam
from crawler.adopt import log_as_scrapy_does, scheduler_settings
from crawler.clock import Clock
from crawler.dupefilter import FrontierDupeFilter
from crawler.errors import BadSetting
from crawler.gate import Gate
from crawler.keep import Keep
from crawler.lender import Count, Lender, is_web
from crawler.loans import NOTHING_CAME, Came, Loan
from crawler.owner import owned
from crawler.robotserrand import pause_of, robots_answer, robots_seen
from frontier.errors import FrontierError
from frontier.frontier import Frontier
from frontier.orders import take_orders
from frontier.robots import Answer
from lake.errors import LakeError

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

    from frontier.values import Lease

log = structlog.get_logger()

# What ends the crawl: nothing can be kept any more.
_FAULTS = (FrontierError, LakeError, OSError)
# A look at the frontier costs as much for one request as for ten.
_LOOK_EVERY_S = 0.004
_ORDERS_EVERY_S = 1.0
_TIDY_EVERY_S = 3600.0
# What a request has in its meta that was made of one that had been asked.
_PASSED = frozenset({"download_slot", "download_timeout", "retry_times"})
# Requests that wait to be written, or to be acknowledged, before it is done at once.
_MOST_WAITING = 512


class FrontierScheduler(BaseScheduler):
    """Scrapy scheduler over the frontier of one campaign."""

    # For our engine: a URL that was taken or refused is never taken again.
    remembers = True

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler
        self._clock = Clock()
        self._count = Count()
        self._fault: Exception | None = None
        self._look_at = self._wake_at = self._orders_at = 0.0
        self._timer: Any = None
        self._filter = FrontierDupeFilter.from_crawler(crawler)
        self._own_filter = _own_filter(crawler)
        self._open = ExitStack()

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
        return self._own_filter.open() if self._own_filter else None

    def _begin(self, gate: Gate) -> None:
        self._lender = Lender(
            self._frontier, self._spider, self._settings.concurrency, self._ask_robots
        )
        self._stats_then = self._frontier.stats()
        self._tidy_at = self._clock.now() + _TIDY_EVERY_S
        gate.opens(self)
        self._keep = self._crawler.get_extension(Keep)
        if self._keep:
            self._keep.paced_by(self)
        seam.tell_finished(self._crawler.engine, self._lender.loans.finished)
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
            if self._seen(request):
                return False
            again = self._filter.is_first_link(request)
        elif _begins(request) and self._filter.started(request):
            self._filter.count(1)
            return False
        else:
            again = True
        if is_web(request.url):
            self._lender.tray.put(
                request, again=again or not self._filter.is_url(request)
            )
        else:
            self._lender.odd.append(request)
            self._count.enqueued += 1
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
            self._count.dequeued += 1
        return request

    def close(self, reason: str) -> "Deferred[None] | None":
        """Acknowledge what settled, and leave the rest for a later call."""
        with suppress(AssertionError):
            self._beat.stop()
        if self._timer:
            self._timer.cancel()
        self._carefully(self._settle)
        self._carefully(lambda: self._lender.give_back(self._clock.now()))
        if not self._fault:
            self._tell_end()
        self._open.close()
        return self._own_filter.close(reason) if self._own_filter else None

    # What the gate asks and tells.

    @property
    def clock(self) -> Callable[[], float]:
        """The time by which hosts are paced."""
        return self._clock.now

    def asked(self, request: "Request") -> bool:
        """Note that `request` goes to the network; False if it holds no turn."""
        return self._lender.loans.asked(request, self._clock.now())

    def answered(
        self, request: "Request", response: "Response | None", error: str = ""
    ) -> None:
        """Note that the network gave an answer, or none."""
        now = self._clock.now()
        answer = NOTHING_CAME
        if response is not None:
            pause_s = pause_of(response, now)
            answer = (response.status, len(response.body), pause_s)
        loan = self._lender.loans.landed(request, now, answer)
        if loan is not None and self._keep:
            self._carefully(lambda: self._keep_attempt(request, loan, answer, error))

    def delay_s(self, name: str) -> float:
        """Return the seconds between two requests to the host `name`."""
        return self._frontier.delay_s(name)

    def turn(self, request: "Request") -> "Deferred[None]":
        """Return what fires when `request`, which no lease stands for, may be asked."""
        turn = self._lender.waiting.join(request, self._clock.now())
        self._wake_in(0.0)
        return turn

    # What goes on by itself.

    def _look(self) -> None:
        now = self._clock.now()
        if now < self._look_at and len(self._lender.tray) < _MOST_WAITING:
            self._wake_in(self._look_at - now)
            return
        self._look_at = now + _LOOK_EVERY_S
        self._put_waiting()
        self._lender.look(now)
        ready_at = self._frontier.next_ready_at()
        if not self._lender.ready and ready_at is not None:
            self._wake_in(ready_at - now)

    def _wake_in(self, seconds: float) -> None:
        """Look again in `seconds`, unless that happens sooner anyway."""
        at = self._clock.now() + max(seconds, 0.001)
        if seconds > self._settings.patience_s or (self._timer and self._wake_at <= at):
            return
        if self._timer:
            self._timer.cancel()
        self._wake_at = at
        self._timer = call_later(max(seconds, 0.001), self._woken)

    def _woken(self) -> None:
        self._timer = None
        # Who waits at the gate may fill the downloader, and the engine then asks nothing.
        if len(self._lender.waiting) and not self._fault:
            self._carefully(self._look)
        seam.wake(self._crawler.engine)

    def _work(self) -> None:
        """Make safe what settled, and do what else comes up."""
        if not self._fault:
            self._carefully(self._settle)
            self._carefully(self._look_after)
        self._tell_stats()

    def _look_after(self) -> None:
        now = self._clock.now()
        if len(self._lender.waiting):
            self._lender.waiting.refuse_forbidden(now)
            self._refuse_waiting(now)
        if now >= self._orders_at:
            self._orders_at = now + _ORDERS_EVERY_S
            if take_orders(self._frontier, now):
                seam.wake(self._crawler.engine)
        if now >= self._tidy_at:
            self._tidy_at = now + _TIDY_EVERY_S
            self._frontier.checkpoint()

    def _refuse_waiting(self, now: float) -> None:
        """Refuse those at the gate when no host comes up for longer than we wait."""
        if self._lender.loans.flying or self._lender.ready:
            return
        self._lender.loans.tell(self._frontier, now)
        ready_at = self._frontier.next_ready_at()
        if ready_at is None or ready_at - now > self._patience_s:
            self._lender.waiting.refuse_all("its host wants to be left alone for long")
        else:
            self._wake_in(ready_at - now)

    def _settle(self) -> None:
        """Acknowledge what finished, once all that follows from it is safe."""
        self._put_waiting()
        if self._keep:
            self._keep.flush()
        self._lender.loans.settle(self._frontier, self._clock.now())

    def _put_waiting(self) -> None:
        count, known = self._lender.put_waiting(self._clock.now())
        self._filter.write()
        self._count.enqueued += count
        if known:
            self._filter.count(len(known))
            for request in known:
                self._crawler.signals.send_catch_log(
                    signals.request_dropped, request=request, spider=self._spider
                )

    def _keep_attempt(
        self, request: "Request", loan: Loan, answer: Came, error: str
    ) -> None:
        if self._keep and loan.asked_at is not None:
            outcome = {
                "seconds": self._clock.now() - loan.asked_at,
                "status": answer[0] or None,
                "bytes": answer[1],
                "error": error or None,
                "retry_after_s": None if isnan(answer[2]) else answer[2],
            }
            self._keep.attempt(request, loan, outcome)

    @property
    def _patience_s(self) -> float:
        """How long a host is waited for; a delay that is kept is no pause."""
        return max(self._settings.patience_s, self._settings.delay_s)

    def _seen(self, request: "Request") -> bool:
        filters = (
            (self._own_filter, self._filter) if self._own_filter else (self._filter,)
        )
        if not any(known.request_seen(request) for known in filters):
            return False
        self._filter.count(1)
        return True

    def _ask_robots(self, request: "Request", lease: "Lease") -> None:
        deferred_from_coro(self._fetch_robots(request, lease))

    async def _fetch_robots(self, request: "Request", lease: "Lease") -> None:
        answer = Answer(status=None)
        try:
            response = await maybe_deferred_to_future(
                deferred_from_coro(self._crawler.engine.download_async(request))
            )
            answer = robots_answer(response, self._clock.now())
        # Whatever a project's middlewares raise, the file was not read: that forbids.
        except Exception as error:  # noqa: BLE001
            log.info("robots_unread", url=lease.url, error=repr(error)[:300])
        self._carefully(lambda: self._tell_robots(lease, answer))
        self._lender.loans.robots_over(request)
        self._wake_in(0.0)

    def _tell_robots(self, lease: "Lease", answer: Answer) -> None:
        outcome = self._frontier.answered(lease.id, answer, self._clock.now())
        if self._keep and outcome.follow is None:
            self._keep.robots(robots_seen(lease.host, answer, outcome))

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

    def _tell_stats(self) -> None:
        stats = self._crawler.stats
        count, self._count = self._count, Count()
        if stats and (count.enqueued or count.dequeued):
            for name, number in (
                ("enqueued", count.enqueued),
                ("dequeued", count.dequeued),
            ):
                stats.inc_value(f"scheduler/{name}", number)
                stats.inc_value(f"scheduler/{name}/frontier", number)

    def _tell_end(self) -> None:
        self._tell_stats()
        now, then = self._frontier.stats(), self._stats_then
        told = {
            "robotstxt/forbidden": now.dropped - then.dropped,
            "scheduler/deferred": now.pending,
            "scheduler/lost": self._lender.lost,
        }
        for name, number in told.items():
            if number and self._crawler.stats:
                self._crawler.stats.set_value(name, number)
        log.info("frontier_closed", campaign=self._settings.campaign, left=now.pending)

    def _close_frontier(self) -> None:
        try:
            self._frontier.close(self._clock.now())
        except _FAULTS as error:
            if not self._fault:
                raise
            log.warning("frontier_not_closed", error=str(error))


def _begins(request: "Request") -> bool:
    """Return whether a spider starts with `request`, and not with what came of one."""
    meta = request.meta
    return "is_start_request" in meta and not _PASSED.intersection(meta)


def _own_filter(crawler: "Crawler") -> Any:
    """Return the project's own dupe filter, if it has one that is neither ours nor Scrapy's."""
    kind = load_object(crawler.settings["DUPEFILTER_CLASS"])
    if kind is RFPDupeFilter or issubclass(kind, FrontierDupeFilter):
        return None
    return build_from_crawler(kind, crawler)
