"""What visitors who agreed looked at lately, for their own page alone.

A small file of the home that all processes share. It holds no more than that page
shows, and forgetting is done when the call returns: the pages of the file are
overwritten. What the lake knows goes with the next run.
"""

import sqlite3
import threading
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from storefront.events.segments import FOLDER

FILE = "visitors.db"
_MOST = 48
_KEEP = timedelta(days=180)
_WAIT_S = 0.2
_TABLE = """
CREATE TABLE IF NOT EXISTS seen (
    visitor TEXT, sku TEXT, seen_at REAL, PRIMARY KEY (visitor, sku)
) WITHOUT ROWID
"""
_LATEST = (
    "SELECT sku, seen_at FROM seen WHERE visitor = ? ORDER BY seen_at DESC LIMIT ?"
)
_TOO_MANY = """
DELETE FROM seen WHERE visitor = ?1 AND sku NOT IN (
    SELECT sku FROM seen WHERE visitor = ?1 ORDER BY seen_at DESC LIMIT ?2
)
"""


class Look(msgspec.Struct, frozen=True, array_like=True):
    """One product that was looked at, and when that was last."""

    sku: str
    seen_at: float


class Visitors:
    """Keeps what each visitor looked at; the file is made by the first who agreed."""

    def __init__(self, home: Path) -> None:
        self._path = home / FOLDER / FILE
        self._local = threading.local()

    def note(self, visitor: str, sku: str, now: datetime) -> None:
        """Note that `visitor` looks at `sku`."""
        with self._opened() as database:
            database.execute(
                "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT (visitor, sku)"
                " DO UPDATE SET seen_at = excluded.seen_at",
                (visitor, sku, now.timestamp()),
            )
            database.execute(_TOO_MANY, (visitor, _MOST))

    def lately(self, visitor: str, limit: int) -> list[Look]:
        """Return what `visitor` looked at, the latest first."""
        if not self._path.exists():
            return []
        rows = self._opened().execute(_LATEST, (visitor, limit)).fetchall()
        return [Look(*row) for row in rows]

    def forget(self, visitor: str) -> int:
        """Forget what `visitor` looked at; return how many products that were."""
        if not self._path.exists():
            return 0
        with self._opened() as database:
            gone = database.execute("DELETE FROM seen WHERE visitor = ?", (visitor,))
            count = gone.rowcount
        # The log beside the file holds the deleted rows until it is written back.
        self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return count

    def drop_old(self, now: datetime, keep: timedelta = _KEEP) -> int:
        """Forget what was looked at so long ago that the cookie has ended too."""
        if not self._path.exists():
            return 0
        before = (now - keep).timestamp()
        with self._opened() as database:
            return database.execute(
                "DELETE FROM seen WHERE seen_at < ?", (before,)
            ).rowcount

    def close(self) -> None:
        """Close this thread's connection."""
        mine: sqlite3.Connection | None = getattr(self._local, "database", None)
        if mine:
            self._local.database = None
            mine.close()

    def _opened(self) -> sqlite3.Connection:
        mine: sqlite3.Connection | None = getattr(self._local, "database", None)
        if mine is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            mine = sqlite3.connect(self._path, timeout=_WAIT_S)
            for setting in (
                "journal_mode = WAL",
                "synchronous = NORMAL",
                "secure_delete = ON",
            ):
                mine.execute(f"PRAGMA {setting}")
            with mine:
                mine.execute(_TABLE)
            self._local.database = mine
        return mine


def forget(home: Path, visitor: str) -> int:
    """Forget a visitor of `home` from outside the shop."""
    visitors = Visitors(home)
    with closing(visitors):
        return visitors.forget(visitor)
