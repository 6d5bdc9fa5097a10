"""Requests that pass no scheduler, and wait for their host's turn all the same.

Images of a pipeline and what a callback awaits go straight to Scrapy's downloader. At
the gate they stand in their host's lane before everything else: one request at once a
host, its delay and its robots.txt hold for them as for pages.
"""

from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from crawler.scrapylane.loans import Loan
from frontier.urls import canonical, host

if TYPE_CHECKING:
    from scrapy import Request

    from crawler.scrapylane.loans import Loans
    from crawler.scrapylane.tray import Tray
    from frontier.frontier import Frontier
    from frontier.values import Lease


class Waiting:
    """Who waits for a turn."""

    def __init__(self, frontier: "Frontier", tray: "Tray", loans: "Loans") -> None:
        self._frontier = frontier
        self._tray = tray
        self._loans = loans
        self._turns: dict[Request, Deferred[None]] = {}

    def __len__(self) -> int:
        return len(self._turns)

    def hosts(self) -> set[str]:
        """Return whose turn is waited for."""
        return {host(request.url) for request in self._turns}

    def join(self, request: "Request", now: float) -> "Deferred[None]":
        """Put `request` in its host's lane; what is returned fires at its turn."""
        if self._frontier.forbids(canonical(request.url), now):
            raise IgnoreRequest(f"robots.txt forbids {request.url}")
        if self._tray.put_first(request, now) is None:
            raise IgnoreRequest(f"the frontier does not take {request.url}")
        turn: Deferred[None] = Deferred()
        self._turns[request] = turn
        return turn

    def give(self, request: "Request", lease: "Lease") -> bool:
        """Let `request` go, if it waits; it holds the turn from now on."""
        turn = self._turns.pop(request, None)
        if turn is None:
            return False
        self._loans.lend(request, Loan(lease, inner=True))
        turn.callback(None)
        return True

    def review(self, now: float, patience_s: float) -> float:
        """Refuse what cannot have a turn; return the seconds until the next may come.

        A robots.txt may have come that forbids it, or no host may be asked for longer
        than anybody waits.
        """
        for request in list(self._turns):
            if self._frontier.forbids(canonical(request.url), now):
                self._refuse(request, f"robots.txt forbids {request.url}")
        self._loans.tell(self._frontier, now)
        ready_at = self._frontier.next_ready_at()
        if ready_at is not None and ready_at - now <= patience_s:
            return ready_at - now
        if not self._loans.flying:
            self.refuse_all("its host wants to be left alone for long")
        return patience_s

    def refuse_all(self, why: str) -> None:
        """Refuse everything that waits."""
        for request in list(self._turns):
            self._refuse(request, why)

    def _refuse(self, request: "Request", why: str) -> None:
        self._turns.pop(request).errback(IgnoreRequest(why))


async def its_turn(turn: "Deferred[None]") -> None:
    """Wait until `turn` fires, on any reactor."""
    await maybe_deferred_to_future(turn)
