"""Write catalogue.sqlite: sorted inserts, one file whose bytes repeat."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from storefront.catalogue import rows
from storefront.catalogue.item import Assortment, Guide
from storefront.texts import slug

_HERE = Path(__file__).parent


def write(path: Path, assortment: Assortment, sizes: Mapping[str, int]) -> None:
    """Write the sorted `assortment` to `path`; `sizes` are the guides' bytes."""
    items = assortment.items
    guides = [
        _guide_row(guide, sizes[guide.generated_key]) for guide in assortment.guides
    ]
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The folder is thrown away when anything fails: no journal, one sync at the end.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        make_tables(database)
        database.execute("BEGIN")
        _insert(database, "items", 16, rows.item_rows(items, assortment.currency))
        _insert(database, "details", 2, rows.detail_rows(items))
        _insert(database, "categories", 4, rows.category_rows(items))
        _insert(database, "guides", 7, guides)
        _insert(database, "aliases", 2, assortment.aliases.items())
        _insert(database, "totals", 2, rows.total_rows(assortment))
        columns = "search (rowid, title, brand, description)"
        _insert(database, columns, 4, rows.search_rows(items))
        database.execute("INSERT INTO search (search) VALUES ('optimize')")
        database.execute("COMMIT")
        database.executescript((_HERE / "indexes.sql").read_text())
        database.execute("ANALYZE")
        database.execute("VACUUM")


def make_tables(database: sqlite3.Connection) -> None:
    """Give `database` the tables of a snapshot, without rows."""
    database.executescript((_HERE / "schema.sql").read_text())


def _insert(
    database: sqlite3.Connection, table: str, width: int, values: Iterable[rows.Row]
) -> None:
    marks = ", ".join("?" * width)
    # S608: `table` is a literal of this file.
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608


def _guide_row(guide: Guide, size: int) -> rows.Row:
    return (
        *(guide.generated_key, guide.kind, guide.title, slug(guide.title)),
        *(guide.quality, guide.made_at.isoformat(), size),
    )
