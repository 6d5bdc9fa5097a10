"""A shop's search by SQLite alone: FTS5 for the words, GROUP BY for the counts."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from storefront.catalogue.item import Item
from storefront.catalogue.question import PAGE_SIZE, Question


class Peer:
    """One database, written once and asked many times."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = sqlite3.connect(path, isolation_level=None)

    def write(self, items: Iterable[tuple[int, Item]]) -> None:
        """Write the tables, their indexes and the words."""
        run = self._database.execute
        run("PRAGMA journal_mode = OFF")
        run("PRAGMA synchronous = OFF")
        run("PRAGMA temp_store = MEMORY")
        run("PRAGMA cache_size = -400000")
        self._database.executescript(TABLES)
        run("BEGIN")
        for place, item in items:
            run("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", _row(place, item))
            hosts = {(place, offer.host) for offer in item.offers}
            self._database.executemany("INSERT INTO shops VALUES (?, ?)", hosts)
            texts = (place, item.title, item.brand, item.description)
            run(
                "INSERT INTO search (rowid, title, brand, text) VALUES (?,?,?,?)", texts
            )
        run("INSERT INTO search (search) VALUES ('optimize')")
        run("COMMIT")
        run("ANALYZE")

    def find(self, question: Question) -> object:
        """Return the first page's places and the counts of every group."""
        run = self._database.execute
        words = [f'"{word}"' for word in question.text.split()]
        match = (" OR " if question.any else " AND ").join(words)
        low, high = question.low_minor or 0, question.high_minor or 2**62
        top = run(TOP, (match, low, high, PAGE_SIZE)).fetchall()
        run("DELETE FROM found")
        run(FOUND, (match,))
        counts = [run(sql, (low, high)).fetchall() for sql in GROUPS]
        return top, counts, run(STEPS).fetchall()


def _row(place: int, item: Item) -> tuple[object, ...]:
    return (
        *(place, item.brand, item.category_path[0], item.price_minor),
        *(int(item.rating or 0), item.availability != "out_of_stock"),
        next((days for days in (2, 5, 10) if (item.delivery_days or 99) <= days), None),
    )


TABLES = """
CREATE TABLE items (
    place INTEGER PRIMARY KEY, brand TEXT, category TEXT, price INTEGER,
    stars INTEGER, stock INTEGER, speed INTEGER
);
CREATE TABLE shops (place INTEGER, host TEXT, PRIMARY KEY (place, host)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(
    title, brand, text, content='', tokenize='porter unicode61'
);
CREATE TEMP TABLE found (
    place INTEGER PRIMARY KEY, brand TEXT, category TEXT, price INTEGER,
    stars INTEGER, stock INTEGER, speed INTEGER
);
"""
TOP = """
SELECT items.place FROM search JOIN items ON items.place = search.rowid
WHERE search MATCH ? AND price BETWEEN ? AND ?
ORDER BY bm25(search, 4, 3, 1) LIMIT ?
"""
FOUND = """
INSERT INTO found
SELECT items.* FROM search JOIN items ON items.place = search.rowid
WHERE search MATCH ?
"""
GROUPS = (
    "SELECT count(*) FROM found WHERE price BETWEEN ? AND ?",
    *(
        # S608: the columns are literals of this file.
        f"SELECT {column}, count(*) AS n FROM found WHERE price BETWEEN ? AND ?"  # noqa: S608
        " GROUP BY 1 ORDER BY n DESC LIMIT 12"
        for column in ("brand", "category", "stars", "stock", "speed")
    ),
    """SELECT host, count(*) AS n FROM found JOIN shops USING (place)
    WHERE price BETWEEN ? AND ? GROUP BY 1 ORDER BY n DESC LIMIT 12""",
)
# Prices are counted without the filter on prices, as on our page.
STEPS = "SELECT CAST(log2(price) AS INTEGER), count(*) FROM found GROUP BY 1"
