"""Between Scrapy's requests and the frontier's leases, without Scrapy's engine.

    put       request -> tray -> the frontier's log      in batches
    look      the frontier's leases -> ready requests    pages, turns, robots.txt
    settle    what finished -> acknowledged              children first, then the lake

Nothing here waits or knows an event loop; the scheduler drives it.
"""

from collections import deque
from typing import TYPE_CHECKING

import structlog

from crawler.scrapylane.loans import Loan, Loans
from crawler.scrapylane.parcel import unpack
from crawler.scrapylane.tray import Tray, is_lost, is_mark
from crawler.scrapylane.waiting import Waiting
from frontier.values import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from scrapy import Request, Spider

    from frontier.frontier import Frontier
    from frontier.values import Lease

log = structlog.get_logger()


class Lender:
    """What is put in, what is ready to go out, and what is out."""

    def __init__(
        self,
        frontier: "Frontier",
        spider: "Spider",
        concurrency: int,
        loans: Loans,
        send_for_robots: "Callable[[Lease], None]",
    ) -> None:
        self.frontier = frontier
        self.loans = loans
        self.tray = Tray(frontier, spider)
        self.waiting = Waiting(frontier, self.tray, self.loans)
        self.ready: deque[tuple[Request, Lease]] = deque()
        # What has no host: data:, file: and what is no address at all.
        self.odd: deque[Request] = deque()
        self.lost = 0
        self._spider = spider
        self._concurrency = concurrency
        self._send_for_robots = send_for_robots

    @property
    def busy(self) -> bool:
        """Whether something is on its way, whatever the frontier holds."""
        parts = (self.loans.out, self.ready, self.odd, self.tray, self.waiting)
        return any(len(part) for part in parts)

    def put_waiting(self, now: float) -> "tuple[int, list[Request]]":
        """Write what came to the frontier's log; return how many were new, and the rest."""
        if not len(self.tray):
            return 0, []
        count, known, odd = self.tray.empty(now)
        self.odd.extend(odd)
        return count, known

    def look(self, now: float) -> bool:
        """Take what may be asked now; return False where there is no room for more."""
        self.loans.tell(self.frontier, now)
        if len(self.waiting):
            # Who waits at the gate may fill the downloader, so that nothing ready goes
            # out; it must not hold the turn that he waits for. Others keep theirs: the
            # next look finds another host.
            self.give_back(now, self.waiting.hosts())
        free = self._concurrency - self.loans.flying - len(self.ready)
        free = max(free, len(self.waiting))
        if free <= 0:
            return False
        for lease in self.frontier.next_batch(free, now):
            if lease.kind is Kind.ROBOTS:
                self._send_for_robots(lease)
            else:
                self._take(lease)
        return True

    def next(self) -> "Request | None":
        """Return a request that may be asked now."""
        if self.odd:
            return self.odd.popleft()
        if not self.ready:
            return None
        request, lease = self.ready.popleft()
        self.loans.lend(request, Loan(lease))
        return request

    def give_back(self, now: float, hosts: "Container[str] | None" = None) -> None:
        """Give back what was taken and not asked; of some hosts, or all."""
        back = [each for each in self.ready if hosts is None or each[1].host in hosts]
        if back:
            self.frontier.release([lease.id for _, lease in back], now)
            for each in back:
                self.ready.remove(each)

    def _take(self, lease: "Lease") -> None:
        request = self._request_of(lease)
        if request is None:
            self.loans.lost(lease.id)
        elif not self.waiting.give(request, lease):
            self.ready.append((request, lease))

    def _request_of(self, lease: "Lease") -> "Request | None":
        if is_mark(lease.meta):
            held = self.tray.held(lease.meta)
            if held is None and is_lost(lease.meta):
                self.lost += 1
                log.warning("request_lost_with_memory", url=lease.url)
            return held
        try:
            return unpack(lease.meta, self._spider, lease.url, lease.depth)
        # A method that the spider has no more, an item whose class is gone, a URL that
        # Scrapy refuses: the log is older than the code, and the others go on.
        except Exception as error:
            log.exception("request_cannot_be_made", url=lease.url, error=str(error))
            self.lost += 1
            return None


def is_web(url: str) -> bool:
    """Return whether `url` has a host whose turn is to be waited for."""
    return url.startswith(("http://", "https://"))
