"""The clock of every host: one request at a time, each after the host's delay.

It stands right in front of the network, so whoever asks (pages, robots.txt, retries,
redirects, a page's own scripts) waits in the same line. The delay runs from the end
of one answer to the start of the next request: a slow host gets fewer requests.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf

from scrapy.exceptions import IgnoreRequest

# Answers that mean: later.
BUSY = frozenset({429, 503})
# A host that says "too much" without saying for how long.
UNSAID_PAUSE_S = 60.0
# How soon a request that waits for its host sees that the crawl is ending.
_LOOK_EVERY_S = 0.5


class HostLeftForLater(IgnoreRequest):
    """The host asked to be left alone for longer than this crawl waits."""


class TurnTooLate(IgnoreRequest):
    """The crawl came to its end before this request's turn did."""


@dataclass(slots=True)
class _Clock:
    delay_s: float
    ready_at: float = 0.0  # when the delay after the last answer is over
    paused_until: float = 0.0  # when the pause that the host asked for is over
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Hosts:
    """When each host may be asked next; times are seconds of the clock `monotonic`."""

    def __init__(
        self, delay_s: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._delay_s = delay_s
        self._now = monotonic
        self._clocks: dict[str, _Clock] = {}

    @asynccontextmanager
    async def turn(
        self,
        host: str,
        patience_s: float = inf,
        ended: Callable[[], bool] = lambda: False,
    ) -> AsyncIterator[None]:
        """Wait for the host's next free moment and hold the host until the answer."""
        clock = self._clock(host)
        async with clock.turn:
            # The answer before ours may have asked for a pause while we stood in line.
            while (wait_s := self._wait_s(clock)) > 0:
                if 0 < self.pause_s(host) >= patience_s:
                    raise HostLeftForLater(host)
                if ended():
                    break
                await asyncio.sleep(min(wait_s, _LOOK_EVERY_S))
            # Nothing was asked of the host then, so nobody behind us has to wait.
            if ended():
                raise TurnTooLate(host)
            try:
                yield
            finally:
                rested_at = self._now() + clock.delay_s
                clock.ready_at = max(clock.ready_at, rested_at)

    async def pace(self, host: str) -> None:
        """Wait for a moment for one more request of the page that holds the host."""
        clock = self._clock(host)
        start_at = max(clock.ready_at, self._now())
        clock.ready_at = start_at + clock.delay_s
        await asyncio.sleep(start_at - self._now())

    def slow_down(self, host: str, delay_s: float) -> None:
        """Keep at least `delay_s` between requests to `host` from now on."""
        clock = self._clock(host)
        clock.delay_s = max(clock.delay_s, delay_s)
        clock.ready_at = max(clock.ready_at, self._now() + delay_s)

    def pause(self, host: str, pause_s: float) -> None:
        """Ask nothing of `host` for `pause_s` seconds."""
        clock = self._clock(host)
        clock.paused_until = max(clock.paused_until, self._now() + pause_s)

    def resume(self, host: str, rest_s: float, pause_s: float) -> None:
        """Take over what an earlier crawl left of the delay and the pause of `host`."""
        clock = self._clock(host)
        clock.ready_at = max(clock.ready_at, self._now() + rest_s)
        self.pause(host, pause_s)

    def pause_s(self, host: str) -> float:
        """Return how much longer `host` wants to be left alone."""
        return max(0.0, self._clock(host).paused_until - self._now())

    def delay_s(self, host: str) -> float:
        """Return the seconds kept between two requests to `host`."""
        return self._clock(host).delay_s

    def _wait_s(self, clock: _Clock) -> float:
        return max(clock.ready_at, clock.paused_until) - self._now()

    def _clock(self, host: str) -> _Clock:
        if host not in self._clocks:
            self._clocks[host] = _Clock(self._delay_s)
        return self._clocks[host]


def asked_pause_s(header: bytes | None, now: datetime) -> float:
    """Return the pause that an answer's Retry-After asks for; the usual one without."""
    return retry_after_s(header.decode("latin-1") if header else None, now)


def retry_after_s(header: str | None, now: datetime) -> float:
    """Return the pause that a Retry-After header asks for, in either of its forms."""
    if header is None:
        return UNSAID_PAUSE_S
    if header.strip().isdecimal():
        return min(float(header), 86_400.0)
    for form in ("%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT"):
        try:
            at = datetime.strptime(header.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return min(max(0.0, (at - now).total_seconds()), 86_400.0)
    return UNSAID_PAUSE_S
