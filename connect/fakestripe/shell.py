"""A fake with its file, its clock and its messages: what the pages and the API stand on."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from connect.fakestripe import messages
from connect.fakestripe.chaos import Chances, Chaos
from connect.fakestripe.keeping import Keeper, Send
from connect.fakestripe.passing import passing
from connect.fakestripe.place import Place
from connect.fakestripe.sending import MOST_TRIES, Hook, is_taken, wait_s

log = structlog.get_logger()

_LOOK_EVERY_S = 0.2
# At once, as a shop has not endless hands.
_MOST_AT_ONCE = 4


class Shell:
    """One fake that is served; everything happens on one event loop, one by one."""

    def __init__(
        self,
        keeper: Keeper,
        place: Place,
        hook: Hook | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.fake = keeper.load(place.url)
        self.key = place.key
        self.chaos = Chaos(0, Chances())
        self.keeper = keeper
        self._hook = hook
        self._clock = clock
        self._wake = asyncio.Event()

    @contextmanager
    def turn(self) -> Iterator[int]:
        """Let something happen now, and keep it before anybody is answered."""
        now = self._clock()
        try:
            yield int(now)
        finally:
            # What was refused may have changed something as well: a page that closed.
            self.keeper.save(self.fake, lambda: self._plan(now))
            self._wake.set()

    async def live(self, stopped: asyncio.Event) -> None:
        """Let time pass, and send what is due, until it is stopped."""
        while not stopped.is_set():
            with self.turn() as now:
                passing(self.fake, now)
            self._wake.clear()
            await self.send_due()
            try:
                await asyncio.wait_for(self._wake.wait(), _LOOK_EVERY_S)
            except TimeoutError:
                continue

    async def send_due(self) -> None:
        """Send the messages that are due."""
        if self._hook is None:
            return
        due = self.keeper.due(self._clock(), _MOST_AT_ONCE)
        await asyncio.gather(*(self._send(self._hook, one) for one in due))

    async def _send(self, to: Hook, one: Send) -> None:
        raw = messages.message(self.fake.events[one.event])
        header = messages.signature(raw, to.secret, int(self._clock()))
        if await asyncio.to_thread(is_taken, to, raw, header):
            self.keeper.sent(one)
        elif one.tries + 1 >= MOST_TRIES:
            log.warning("message_given_up", event_id=one.event)
            self.keeper.sent(one)
        else:
            self.keeper.again(one, self._clock() + wait_s(one.tries))

    def _plan(self, now: float) -> list[float]:
        if self._hook is None:
            return []
        return [now + late for late in self.chaos.arrivals()]
