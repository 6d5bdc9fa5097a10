"""How a rendered page asks its own host: one request after the other.

The frontier hands out one URL of a host at a time, but a page in the browser asks for
its scripts and data by itself. They are spaced by the host's delay here.
"""

import asyncio
from collections.abc import Callable


class Pace:
    """When each host may be asked by the page that holds it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._now = clock
        self._free_at: dict[str, float] = {}

    async def turn(self, host: str, delay_s: float) -> None:
        """Wait for a moment for one more request to `host`."""
        now = self._now()
        start_at = max(self._free_at.get(host, now), now)
        self._free_at[host] = start_at + delay_s
        await asyncio.sleep(start_at - now)
