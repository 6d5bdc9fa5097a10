"""Whose turn a host is while a browser renders: one request at a time, then its delay.

The frontier hands out one URL of a host at a time, but a page in the browser asks for
its scripts and data by itself, also of other hosts. All of them come by here, so no host
is asked twice at once, nor before its delay has passed; where several processes crawl,
through a file (turnfile.py) that holds for all of them.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from crawler.turnfile import TurnFile, place_of

# No host rests for longer, whatever a file of another day or clock says.
_LONGEST_REST_S = 3600.0
# Hosts that are remembered before those that rest are forgotten.
_MOST_HOSTS = 10_000


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # first come, first served
    free_at: float = 0.0
    is_taken: bool = False  # in the file


class Pace:
    """When each host may be asked."""

    def __init__(
        self, clock: Callable[[], float], shared_in: Path | None = None
    ) -> None:
        self._now = clock
        self._hosts: dict[str, _Host] = {}
        self._file = TurnFile(shared_in / "turns") if shared_in else None

    async def turn(self, name: str) -> None:
        """Wait until the host `name` may be asked; it is ours until `over`."""
        place = self._place(name)
        host = self._hosts.setdefault(place, _Host())
        await host.turn.acquire()
        try:
            if self._file:
                free_at = await self._file.take(place)
                latest = self._now() + _LONGEST_REST_S
                host.free_at = max(host.free_at, min(free_at, latest))
                host.is_taken = True
            await asyncio.sleep(max(0.0, host.free_at - self._now()))
        except BaseException:
            self._let_go(place, host)
            raise

    def over(self, name: str, delay_s: float) -> None:
        """Let the next one ask, when the host's delay has passed."""
        place = self._place(name)
        host = self._hosts[place]
        host.free_at = max(host.free_at, self._now() + delay_s)
        self._let_go(place, host)
        if len(self._hosts) > _MOST_HOSTS:
            self._forget()

    def _place(self, name: str) -> str:
        return place_of(name) if self._file else name

    def _let_go(self, place: str, host: _Host) -> None:
        try:
            if self._file and host.is_taken:
                host.is_taken = False
                self._file.give(place, host.free_at)
        finally:
            host.turn.release()

    def _forget(self) -> None:
        now = self._now()
        self._hosts = {
            name: host
            for name, host in self._hosts.items()
            if host.turn.locked() or host.free_at > now
        }
