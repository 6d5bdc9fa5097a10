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

# A host that says "too much" without saying for how long.
UNSAID_PAUSE_S = 60.0


class HostLeftForLater(IgnoreRequest):
    """The host asked to be left alone for longer than this crawl waits."""


@dataclass(slots=True)
class _Clock:
    delay_s: float
    ready_at: float = 0.0
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
    async def turn(self, host: str, patience_s: float = inf) -> AsyncIterator[None]:
        """Wait for the host's next free moment and hold the host until the answer."""
        clock = self._clock(host)
        async with clock.turn:
            # The answer before ours may have asked for a pause while we stood in line.
            while (wait_s := clock.ready_at - self._now()) > 0:
                if wait_s >= patience_s:
                    raise HostLeftForLater(host)
                await asyncio.sleep(wait_s)
            try:
                yield
            finally:
                # An answer may have asked for a longer pause meanwhile.
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
        clock.ready_at = max(clock.ready_at, self._now() + pause_s)

    def wait_s(self, host: str) -> float:
        """Return how long `host` wants to be left alone."""
        return max(0.0, self._clock(host).ready_at - self._now())

    def delay_s(self, host: str) -> float:
        """Return the seconds kept between two requests to `host`."""
        return self._clock(host).delay_s

    def _clock(self, host: str) -> _Clock:
        if host not in self._clocks:
            self._clocks[host] = _Clock(self._delay_s)
        return self._clocks[host]


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
