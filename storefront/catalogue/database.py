"""Write catalogue.sqlite: sorted inserts, one file whose bytes repeat."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from storefront.catalogue import rows
from storefront.catalogue.item import Assortment, Item

_HERE = Path(__file__).parent
_AT_ONCE = 500


def write(path: Path, assortment: Assortment, sizes: Mapping[str, int]) -> None:
    """Write the sorted `assortment` to `path`; `sizes` are the guides' bytes."""
    items = assortment.items
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        # The folder is thrown away when anything fails: no journal, one sync at the end.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        make_tables(database)
        database.execute("BEGIN")
        _insert_items(database, items)
        _insert(database, "offers", 2, rows.offer_rows(enumerate(items, 1)))
        _insert(database, "categories", 4, rows.category_rows(items))
        _insert(database, "guides", 4, rows.guide_rows(assortment.guides, sizes))
        _insert(database, "programmes", 2, rows.programme_rows(assortment.programmes))
        _insert(database, "aliases", 2, assortment.aliases.items())
        gone = ((one.sku, rows.packed(one)) for one in assortment.gone)
        _insert(database, "gone", 2, gone)
        _insert(database, "totals", 2, rows.total_rows(assortment))
        _insert(database, "pictures", 3, rows.picture_rows(items))
        database.execute("COMMIT")
        database.executescript((_HERE / "indexes.sql").read_text())
        database.execute("ANALYZE")


def make_tables(database: sqlite3.Connection) -> None:
    """Give `database` the tables of a snapshot, without rows."""
    database.executescript((_HERE / "schema.sql").read_text())


def opened(folder: Path | None) -> sqlite3.Connection:
    """Open the tables of the snapshot in `folder`, or those of an empty shop."""
    if folder is None:
        # An empty shop is a snapshot without rows, so no page needs a special case.
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        make_tables(connection)
        return connection
    path = quote(str((folder / "catalogue.sqlite").resolve()))
    return sqlite3.connect(
        f"file:{path}?immutable=1",
        uri=True,
        check_same_thread=False,
        isolation_level=None,
    )


def _insert_items(database: sqlite3.Connection, items: tuple[Item, ...]) -> None:
    # Some at a time: a packed item is needed twice, and all of them fill the memory.
    for start in range(0, len(items), _AT_ONCE):
        some = [
            (place, item, rows.packed(item))
            for place, item in enumerate(items[start : start + _AT_ONCE], start + 1)
        ]
        _insert(database, "items", 26, (rows.item_row(*one) for one in some))
        _insert(database, "details", 2, ((place, body) for place, _, body in some))


def _insert(
    database: sqlite3.Connection, table: str, width: int, values: Iterable[rows.Row]
) -> None:
    marks = ", ".join("?" * width)
    # S608: `table` is a literal of this file.
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
