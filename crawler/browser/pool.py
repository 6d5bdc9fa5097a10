"""Places for pages in the browser, and how much memory its processes hold.

A page takes a place. What needs the browser for itself (to begin it anew, to render a
page that may have brought it down) takes all of them, so no page is in flight then.
"""

import asyncio
import os
import re
import signal
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

_HELD = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)


class Pool:
    """So many places; who comes first is served first."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._free = asyncio.Semaphore(places)
        self._queue = asyncio.Lock()

    @asynccontextmanager
    async def place(self, *, alone: bool = False) -> AsyncIterator[None]:
        """Take a place for a while, or, if `alone`, all of them."""
        taken = 0
        try:
            # Who waits for all places lets nobody pass, or it would wait for ever.
            async with self._queue:
                while taken < (self._places if alone else 1):
                    await self._free.acquire()
                    taken += 1
            yield
        finally:
            for _ in range(taken):
                self._free.release()


def browser_megabytes(pid: int) -> float:
    """Return what the browser holds that the driver of process `pid` has started.

    What its processes map of files is left out: each counts the whole program, which
    lies in memory once. Four plain pages hold 300 MB so, and 1300 MB with it.
    """
    below = _children()
    kilobytes, found = 0, _browsers(pid, below)
    while found:
        one = found.pop()
        found += below[one]
        kilobytes += _held_kilobytes(one)
    return kilobytes * 1024 / 1e6


def kill_browser(pid: int) -> None:
    """Kill the browser that the driver of process `pid` has started."""
    for one in _browsers(pid, _children()):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def _browsers(pid: int, below: dict[int, list[int]]) -> list[int]:
    # The driver is our child, and the browser is the driver's.
    return [one for driver in below[pid] for one in below[driver]]


def _children() -> dict[int, list[int]]:
    """Return the processes of this machine by their parents."""
    below: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):  # none where there is no /proc
        # The name is in brackets and may hold anything; state and parent follow.
        fields = _read(folder / "stat").rpartition(")")[2].split()
        if fields:
            below[int(fields[1])].append(int(folder.name))
    return below


def _held_kilobytes(pid: int) -> int:
    return sum(map(int, _HELD.findall(_read(Path(f"/proc/{pid}/status")))))


def _read(path: Path) -> str:
    """Return what /proc tells of a process, nothing if it is gone."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
