"""Whether the shop is about to stop: what streams to a visitor waits for it, and ends.

    parent    SIGTERM -> touches shop/closing-PID, then stops its processes
    process   looks for the file ten times a second, and wakes all its streams at once

A process that stops answers what it has begun, so that a stream would hold it up.
"""

import asyncio
from pathlib import Path

from litestar import Litestar

from storefront.http.sharing import FOLDER

_LOOK_EVERY_S = 0.1


class Closing:
    """Tells all processes of a shop that it stops.

    Several shops may run on one home; `server` is the process that began this one.
    """

    def __init__(self, home: Path, server: int) -> None:
        self._path = home / FOLDER / f"closing-{server}"
        self._said = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Forget what a process of the same number said before."""
        self._path.unlink(missing_ok=True)

    def set(self) -> None:
        """Say so to all processes."""
        self._path.parent.mkdir(exist_ok=True)
        self._path.touch()

    def is_set(self) -> bool:
        """Say whether it is so."""
        return self._path.exists()

    async def follow(self, _app: Litestar | None = None) -> None:
        """Look for the word from now on, for all who wait in this process."""
        # An event belongs to the loop that waits for it first.
        self._said = asyncio.Event()
        self._task = asyncio.create_task(self._look())

    async def leave(self, _app: Litestar | None = None) -> None:
        """Look no longer."""
        if self._task:
            self._task.cancel()

    async def within(self, seconds: float) -> bool:
        """Wait so long, or less if the shop is about to stop; say whether it is."""
        try:
            async with asyncio.timeout(seconds):
                await self._said.wait()
        except TimeoutError:
            return False
        return True

    async def _look(self) -> None:
        while not self.is_set():
            await asyncio.sleep(_LOOK_EVERY_S)
        self._said.set()
