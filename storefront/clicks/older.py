"""Of which product an offer was that no longer stands in the catalogue.

Pages of before the last publish lie in browsers, in caches and in mails. The snapshots
that the home keeps know their links; only the product is asked for, as a price or an
address of then may be wrong by now, or was to be forgotten.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from storefront.catalogue.database import opened

_TABLES = "catalogue.sqlite"
# Whoever keeps more of them has no links so old.
_MOST = 10
_ASKED = "SELECT sku FROM offers JOIN items USING (place) WHERE offer_key = ? LIMIT 1"


def product_of(key: str, folder: Path | None) -> str | None:
    """Return the sku that `key` led from, in the snapshots beside `folder`, or None."""
    for one in _beside(folder) if folder else ():
        try:
            with closing(opened(one)) as tables:
                found = tables.execute(_ASKED, (key,)).fetchone()
        except sqlite3.Error:
            continue  # of another version, or just being removed
        if found:
            return str(found[0])
    return None


def _beside(folder: Path) -> list[Path]:
    """Return the other snapshots, the newest first."""
    found = (tables.parent for tables in folder.parent.glob(f"*/{_TABLES}"))
    # What begins with a dot is being made.
    others = [one for one in found if one != folder and one.name[0] != "."]
    return sorted(others, key=_moment, reverse=True)[:_MOST]


def _moment(folder: Path) -> float:
    try:
        return (folder / _TABLES).stat().st_mtime
    except FileNotFoundError:
        return 0.0
