"""The fast lane: a campaign's pages over our own client, without Scrapy.

Everything that came while the loop was busy is taken in together, so the frontier and
the sink work on batches, and no request costs a task.
"""

import asyncio
import os
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.beat import beat, flush
from crawler.came import Came
from crawler.exchange import Answer, Ask, Headers
from crawler.feed import batches
from crawler.outcome import FAULTS, take
from crawler.wire.client import Wire
from crawler.wire.settings import WireSettings
from frontier.errors import FrontierError
from frontier.values import Kind

if TYPE_CHECKING:
    from crawler.run import Run
    from frontier.values import Lease

# Waiting a moment for more answers costs no page its turn, and halves what one costs.
_GATHER_S = 0.002
_INTERRUPTED = 130


async def crawl(run: "Run") -> None:
    """Crawl until nothing more is to be asked; the first Ctrl-C ends it in good order."""
    lane = FastLane(run)

    def interrupted() -> None:
        if run.stopping:
            os._exit(_INTERRUPTED)
        lane.stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupted)
    await lane.crawl()
    run.end("interrupted" if run.stopping or run.fault else "finished")


class FastLane:
    """Asks what the frontier hands out and takes in what comes, a group at a time."""

    def __init__(self, run: "Run") -> None:
        settings = run.settings
        self._run = run
        self._wire = Wire(
            WireSettings(resolve=settings.resolve, allow_private=settings.allow_private)
        )
        self._arrived: list[Came] = []

    async def crawl(self) -> None:
        """Crawl until nothing more is to be asked, or someone says stop."""
        beating = asyncio.create_task(beat(self._run))
        beating.add_done_callback(self._beaten)
        try:
            await self._walk()
        finally:
            beating.remove_done_callback(self._beaten)
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            await self._wire.close()
        flush(self._run)

    def _headers(self, lease: "Lease") -> Headers:
        headers = self._run.conduct.headers(lease.host, lease.url)
        validators = self._run.validators
        if lease.kind is not Kind.PAGE or validators is None:
            return headers
        known = validators.headers(lease.url)
        return (*headers, *known) if known else headers

    def stop(self) -> None:
        """Ask for nothing more."""
        self._run.stopping = True
        self._run.woken.set()

    def _beaten(self, _: object) -> None:
        self.stop()  # rows cannot be kept, or nobody is there to be told

    async def _walk(self) -> None:
        run = self._run
        try:
            async for leases in batches(run):
                for lease in leases:
                    self._ask(lease)
                await self._gather()
                take(run, self._taken())
            while run.in_flight and not run.fault:
                await run.wait(None)
                take(run, self._taken())
        except (*FAULTS, FrontierError) as error:
            run.fault = error

    async def _gather(self) -> None:
        """Let answers come together, when some are there and more may be near."""
        if len(self._arrived) < self._run.in_flight:
            await asyncio.sleep(_GATHER_S if self._arrived else 0)

    def _taken(self) -> list[Came]:
        taken, self._arrived = self._arrived, []
        return taken

    def _ask(self, lease: "Lease") -> None:
        settings, conduct = self._run.settings, self._run.conduct
        began = time.monotonic()
        way = conduct.way(lease.host) or ""

        def done(answer: Answer | Exception) -> None:
            seconds = time.monotonic() - began
            self._arrived.append(Came(lease, answer, seconds, proxy=way))
            self._run.woken.set()

        self._wire.start(
            Ask(
                url=lease.url,
                host=lease.host,
                headers=self._headers(lease),
                timeout_s=settings.timeout_s,
                max_bytes=settings.max_body_bytes,
                proxy=way,
            ),
            done,
        )
