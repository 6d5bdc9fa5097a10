"""Whose turn a host is while a browser renders: one request at a time, then its delay.

The frontier hands out one URL of a host at a time, but a page in the browser asks for
its scripts and data by itself, also of other hosts. All of them come by here, so no host
is asked twice at once, nor before its delay has passed.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

# Hosts that are remembered before those that rest are forgotten.
_MOST_HOSTS = 10_000


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)  # first come, first served
    free_at: float = 0.0


class Pace:
    """When each host may be asked."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._now = clock
        self._hosts: dict[str, _Host] = {}

    async def turn(self, name: str) -> None:
        """Wait until the host `name` may be asked; it is ours until `over`."""
        host = self._hosts.setdefault(name, _Host())
        await host.turn.acquire()
        try:
            await asyncio.sleep(max(0.0, host.free_at - self._now()))
        except BaseException:
            host.turn.release()
            raise

    def over(self, name: str, delay_s: float) -> None:
        """Let the next one ask, when the host's delay has passed."""
        host = self._hosts[name]
        host.free_at = self._now() + delay_s
        host.turn.release()
        if len(self._hosts) > _MOST_HOSTS:
            self._forget()

    def _forget(self) -> None:
        now = self._now()
        self._hosts = {
            name: host
            for name, host in self._hosts.items()
            if host.turn.locked() or host.free_at > now
        }
