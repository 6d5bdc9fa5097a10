"""Requests that the frontier handed out, from then until they are acknowledged.

    asked     its request goes to the network
    landed    an answer came, or none: the host's delay starts
    finished  callback, items and what follows from it are through: to be acknowledged

What landed and what finished is told to the frontier in columns, a batch at a time. A
request that ends without having been asked (a cache answered, a middleware refused it)
frees its host at once.
"""

from dataclasses import dataclass, field
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy import Request

    from frontier.frontier import Frontier
    from frontier.values import Lease

_OK = 200
_NO_ANSWER = 0

# Status (0: nothing came), size, and the seconds of Retry-After or NaN.
Came = tuple[int, int, float]
NOTHING_CAME: Came = (_NO_ANSWER, 0, nan)


@dataclass(slots=True)
class Loan:
    """One request that is out."""

    lease: "Lease"
    asked_at: float | None = None
    landed: bool = False
    status: int = _NO_ANSWER
    # It passed no scheduler: over when its answer came.
    inner: bool = False
    # Its answer goes to the frontier as that of a robots.txt.
    is_robots: bool = False


@dataclass(slots=True)
class Loans:
    """All requests that are out, and what the frontier was not told of yet."""

    out: "dict[Request, Loan]" = field(default_factory=dict)
    flying: int = 0  # of those that are out, the ones that have not landed
    _landed: list[tuple[int, float, int, int, float]] = field(default_factory=list)
    _unasked: list[int] = field(default_factory=list)
    _pages: list[int] = field(default_factory=list)
    _empty: list[int] = field(default_factory=list)

    def lend(self, request: "Request", loan: Loan) -> None:
        """Take note that `request` goes out."""
        self.out[request] = loan
        self.flying += 1

    def asked(self, request: "Request", now: float) -> bool:
        """Note that `request` goes to the network; False: it was never handed out."""
        loan = self.out.get(request)
        if loan is None:
            return False
        loan.asked_at = now
        return True

    def landed(self, request: "Request", now: float, answer: Came) -> Loan | None:
        """Note what came for `request`; return its loan when that is news."""
        loan = self.out.get(request)
        if loan is None or loan.landed:
            return None
        self._settle_flight(loan)
        loan.status, size, retry_after_s = answer
        if loan.is_robots:
            return loan
        if loan.asked_at is None:
            self._unasked.append(loan.lease.id)
        else:
            seconds = now - loan.asked_at
            told = (loan.lease.id, seconds, size, loan.status, retry_after_s)
            self._landed.append(told)
        if loan.inner:
            self.finished(request)
        return loan

    def finished(self, request: "Request") -> None:
        """Note that all that follows from `request` has settled."""
        loan = self.out.get(request)
        # Of a robots.txt the frontier has to be told first.
        if loan is None or loan.is_robots:
            return
        del self.out[request]
        if not loan.landed:
            self._settle_flight(loan)
            self._unasked.append(loan.lease.id)
        kind = self._pages if loan.status == _OK and not loan.inner else self._empty
        kind.append(loan.lease.id)

    def robots_over(self, request: "Request") -> None:
        """Note that the frontier was told of the robots.txt that `request` asked for."""
        loan = self.out.pop(request, None)
        if loan is not None and not loan.landed:
            self._settle_flight(loan)

    def lost(self, lease: int) -> None:
        """Note that a URL was handed out for which no request can be made."""
        self._unasked.append(lease)
        self._empty.append(lease)

    @property
    def unsettled(self) -> int:
        """How many finished requests the frontier was not told of."""
        return len(self._pages) + len(self._empty)

    @property
    def untold(self) -> bool:
        """Whether hosts are free that the frontier holds for busy."""
        return bool(self._landed or self._unasked)

    def tell(self, frontier: "Frontier", now: float) -> None:
        """Free the hosts of what landed, and start their delays."""
        if self._unasked:
            unasked, self._unasked = self._unasked, []
            frontier.set_aside(unasked, now)
        if self._landed:
            landed, self._landed = self._landed, []
            ids, seconds, sizes, statuses, pauses = zip(*landed, strict=True)
            frontier.fetched(
                ids,
                now,
                seconds=seconds,
                size=sizes,
                status=statuses,
                retry_after=pauses,
            )

    def settle(self, frontier: "Frontier", now: float) -> None:
        """Acknowledge what finished; whatever follows from it must be safe by now."""
        self.tell(frontier, now)
        pages, self._pages = self._pages, []
        empty, self._empty = self._empty, []
        if pages:
            frontier.done(pages, now)
        if empty:
            frontier.done(empty, now, page=False)

    def _settle_flight(self, loan: Loan) -> None:
        loan.landed = True
        self.flying -= 1
