"""How fresh the home is: its newest page, reading and snapshot."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jobs.operate.books import Books
from jobs.operate.state import Freshness
from lake.settings import LakeSettings

_CHECKED = "SELECT count(*), coalesce(sum(checked_at >= ?), 0) FROM items"
_DAY = timedelta(days=1)


def newest_fetch(home: Path, settings: LakeSettings) -> datetime | None:
    """Return when the newest page was fetched."""
    from lake.ages import newest

    return newest(home, settings, "fetches", "fetched_at")


def freshness(
    home: Path, books: Books, fetched_at: datetime | None, now: datetime
) -> Freshness:
    """Return how fresh `home` is."""
    snapshot, published_at = _published(home)
    items, share = _checked(home, snapshot, now)
    return Freshness(
        fetched_at=fetched_at,
        extracted_at=_extracted(books),
        published_at=published_at,
        snapshot=snapshot,
        items=items,
        checked_share=share,
    )


def _extracted(books: Books) -> datetime | None:
    found = (one for one in books.stages if one.stage == "extract")
    run = next(found, None)
    if run is None or run.status != "done":
        return None
    return run.started_at + timedelta(seconds=run.seconds)


def _published(home: Path) -> tuple[str | None, datetime | None]:
    pointer = home / "catalogue" / "current"
    try:
        at = datetime.fromtimestamp(pointer.stat().st_mtime, UTC)
        return pointer.read_text(encoding="ascii", errors="replace").strip(), at
    except OSError:
        return None, None


def _checked(
    home: Path, snapshot: str | None, now: datetime
) -> tuple[int | None, float | None]:
    """Return how many items are on sale, and the share that was checked lately."""
    if not snapshot:
        return None, None
    path = (home / "catalogue" / snapshot / "catalogue.sqlite").absolute()
    since = (now - _DAY).astimezone(UTC).isoformat()
    try:
        # A snapshot never changes, so it is read without a lock.
        with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as one:
            items, fresh = one.execute(_CHECKED, (since,)).fetchone()
    except sqlite3.Error:
        return None, None
    return items, round(fresh / items, 4) if items else None
