"""Write catalogue.sqlite: sorted inserts, one file whose bytes repeat."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import msgspec

from storefront.catalogue import rows
from storefront.catalogue.item import Assortment
from storefront.catalogue.listed import Listed
from storefront.catalogue.packing import unpacked
from storefront.catalogue.tally import Tally
from storefront.garbage import uncollected

_listed = msgspec.msgpack.Decoder(Listed).decode
_HERE = Path(__file__).parent
_AT_ONCE = 500


def write(path: Path, pack: Path, rest: Assortment, sizes: Mapping[str, int]) -> None:
    """Write the items in the file `pack` and the `rest` of an assortment to `path`.

    `sizes` are the guides' bytes. May run in a process of its own.
    """
    fresh = closing(sqlite3.connect(path, isolation_level=None))
    with uncollected(), fresh as database:
        # The folder is thrown away when anything fails: no journal, one sync at the end.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        make_tables(database)
        database.execute("BEGIN")
        tally = _insert_items(database, unpacked(pack))
        _insert(database, "categories", 4, tally.category_rows())
        _insert(database, "guides", 4, rows.guide_rows(rest.guides, sizes))
        _insert(database, "programmes", 2, rows.programme_rows(rest.programmes))
        _insert(database, "aliases", 2, rest.aliases.items())
        gone = ((one.sku, rows.packed(one)) for one in rest.gone)
        _insert(database, "gone", 2, gone)
        _insert(database, "totals", 2, tally.total_rows(rest))
        _insert(database, "pictures", 3, tally.picture_rows())
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


def _insert_items(
    database: sqlite3.Connection, bodies: Iterable[tuple[bytes, bytes]]
) -> Tally:
    tally = Tally()
    places = enumerate(bodies, 1)
    # Some at a time: each is read once, and all of them may fill the memory.
    while some := [
        (place, told, body, _listed(body))
        for place, (told, body) in islice(places, _AT_ONCE)
    ]:
        _insert(
            database,
            "items",
            26,
            (rows.item_row(place, item, told) for place, told, _, item in some),
        )
        _insert(database, "details", 2, ((place, body) for place, _, body, _ in some))
        offers = (
            (offer.offer_key, place)
            for place, *_, item in some
            for offer in item.offers
            if offer.offer_key
        )
        _insert(database, "offers", 2, offers)
        for *_, item in some:
            tally.add(item)
    return tally


def _insert(
    database: sqlite3.Connection, table: str, width: int, values: Iterable[rows.Row]
) -> None:
    marks = ", ".join("?" * width)
    # S608: `table` is a literal of this file.
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608
