"""The catalogue as the shop's processes read it: always the current snapshot.

Whoever asks gets a Shelf and keeps it to the end of a page, so a page never mixes two
snapshots, and a swap waits for nobody.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from storefront.catalogue.build import current
from storefront.catalogue.shelf import Shelf
from storefront.errors import SnapshotUnusable

log = structlog.get_logger()

_LOOK_AFTER_S = 1.0
_Mark = tuple[int, int] | None


class Catalogue:
    """Hands out the current shelf; looks for a new one at most once a second."""

    def __init__(self, home: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._home = home
        self._clock = clock
        self._pointer = home / "catalogue" / "current"
        self._mark: _Mark = None
        self._refused: _Mark = None
        self._shelf = Shelf(None)
        self._look_at = clock()

    def shelf(self) -> Shelf:
        """Return the shelf of the current snapshot."""
        now = self._clock()
        if now >= self._look_at:
            self._look_at = now + _LOOK_AFTER_S
            mark = self._seen()
            if mark != self._mark:
                self._swap(mark)
        return self._shelf

    @property
    def opened(self) -> Shelf:
        """The shelf handed out last; any thread may ask, and none looks for a newer."""
        return self._shelf

    def _seen(self) -> _Mark:
        try:
            seen = self._pointer.stat()
        except FileNotFoundError:
            return None
        except OSError:  # a disk that fails for a moment
            return self._mark
        return seen.st_mtime_ns, seen.st_ino

    def _swap(self, mark: _Mark) -> None:
        """Open the snapshot now pointed to; a broken one leaves the old in place."""
        name = None
        try:
            name = current(self._home)
            folder = self._home / "catalogue" / name if name else None
            shelf = Shelf(folder)
            shelf.search  # noqa: B018 - opened now, and not while somebody waits
        except (SnapshotUnusable, OSError, sqlite3.Error, ValueError) as error:
            # Tried again at each look, for it may heal, and told of once.
            if self._refused != mark:
                log.error("snapshot_refused", reason=str(error), kept=self._shelf.id)  # noqa: TRY400
            self._refused = mark
            return
        # The mark comes last: who sees it finds the new shelf.
        self._shelf = shelf
        self._mark, self._refused = mark, None
        log.info("snapshot_opened", snapshot=self._shelf.id, home=str(self._home))
