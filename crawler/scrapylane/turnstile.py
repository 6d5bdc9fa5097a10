"""What the gate asks and tells: whose turn it is, and what came of it."""

from typing import TYPE_CHECKING

from crawler.scrapylane.loans import NOTHING_CAME
from crawler.scrapylane.robotserrand import pause_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

    from crawler.keep import Keep
    from crawler.scrapylane.alarm import Alarm
    from crawler.scrapylane.lender import Lender


class Turnstile:
    """Between the gate and the requests that are out."""

    def __init__(
        self,
        lender: "Lender",
        clock: "Callable[[], float]",
        alarm: "Alarm",
        keep: "Keep | None",
    ) -> None:
        self._lender = lender
        self._clock = clock
        self._alarm = alarm
        self._keep = keep

    def asked(self, request: "Request") -> bool:
        """Note that `request` goes to the network; False if it holds no turn."""
        return self._lender.loans.asked(request, self._clock())

    def answered(
        self, request: "Request", response: "Response | None", error: str = ""
    ) -> None:
        """Note that the network gave an answer, or none."""
        now = self._clock()
        came = NOTHING_CAME
        if response is not None:
            came = (response.status, len(response.body), pause_of(response, now))
        loan = self._lender.loans.landed(request, now, came)
        if len(self._lender.waiting):
            self._alarm.set(0.0)
        if loan is not None and loan.asked_at is not None and self._keep:
            delay_s = self._lender.frontier.delay_s(loan.lease.host)
            self._keep.attempt(request, loan, (now, delay_s, came, error))

    def turn(self, request: "Request") -> "Deferred[None]":
        """Return what fires when `request`, which no lease stands for, may be asked."""
        turn = self._lender.waiting.join(request, self._clock())
        self._alarm.set(0.0)
        return turn
