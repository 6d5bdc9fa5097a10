"""One snapshot opened for reading: the questions that the pages ask of it.

A file that never changes may be opened `immutable`: SQLite then takes no locks and
never looks whether it changed. Each thread has its own connection; the last page that
holds a shelf lets its connections go.
"""

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from storefront.catalogue import database
from storefront.catalogue.answers import Card, Category, Found, GuideCard, Totals
from storefront.catalogue.build import SCHEMA_VERSION, Manifest
from storefront.catalogue.item import Item
from storefront.catalogue.question import PAGE_SIZE, Question, order, select
from storefront.errors import SnapshotUnusable

EMPTY = "empty"
_unpack = msgspec.msgpack.Decoder(Item)
# The neighbours in score on both sides, from the index; then the same brand first.
_RELATED = """
SELECT * FROM (
    SELECT * FROM (
        SELECT * FROM items WHERE category = ?1 AND score >= ?2 AND sku <> ?3
        ORDER BY score LIMIT 12
    ) UNION ALL SELECT * FROM (
        SELECT * FROM items WHERE category = ?1 AND score < ?2
        ORDER BY score DESC LIMIT 12
    )
) ORDER BY brand IS NOT ?4, abs(score - ?2), sku LIMIT 4
"""


class Shelf:
    """One snapshot, open for reading; `Shelf(None)` is that of an empty shop."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.id = EMPTY if folder is None else _manifest(folder).snapshot
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        weakref.finalize(self, _close_all, self._open)
        self.totals = msgspec.convert(
            dict(self._rows("SELECT name, value FROM totals")), Totals, strict=False
        )

    def find(self, question: Question) -> Found:
        """Return the page of items that answers `question`."""
        statement, values = select(question, "count(*)")
        counted = self._rows(statement, values)
        statement, values = select(question, "items.*")
        found = self._rows(
            f"{statement} ORDER BY {order(question)} LIMIT ? OFFSET ?",
            (*values, PAGE_SIZE, (question.page - 1) * PAGE_SIZE),
        )
        return Found(_cards(found), counted[0][0])

    def item(self, sku: str) -> Item | None:
        """Return the item `sku`, or None."""
        found = self._rows("SELECT body FROM details WHERE sku = ?", (sku,))
        return _unpack.decode(found[0][0]) if found else None

    def alias(self, sku: str) -> str | None:
        """Return the sku that answers for the merged `sku`, or None."""
        found = self._rows("SELECT sku FROM aliases WHERE old_sku = ?", (sku,))
        return found[0][0] if found else None

    def related(self, item: Item, category: str) -> tuple[Card, ...]:
        """Return items of one category next in score, the same brand first."""
        score = -1.0 if item.score is None else item.score
        values = (category, score, item.sku, item.brand)
        return _cards(self._rows(_RELATED, values))

    def best(self, limit: int) -> tuple[Card, ...]:
        """Return the items with the highest scores."""
        statement = "SELECT * FROM items ORDER BY score DESC, sku LIMIT ?"
        return _cards(self._rows(statement, (limit,)))

    def gaps(self, limit: int) -> tuple[Card, ...]:
        """Return the items whose price differs most from shop to shop."""
        statement = "SELECT * FROM items WHERE gap > 0 ORDER BY gap DESC, sku LIMIT ?"
        return _cards(self._rows(statement, (limit,)))

    def categories(self, parent: str = "") -> list[Category]:
        """Return the categories right below `parent`, the fullest first."""
        found = self._rows(
            "SELECT category, parent, name, items FROM categories WHERE parent = ?"
            " ORDER BY items DESC, category",
            (parent,),
        )
        return [Category(*row) for row in found]

    def trail(self, key: str) -> list[Category]:
        """Return the categories that lead down to `key`; empty when unknown."""
        parts = key.split("/")
        keys = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
        found = self._rows(
            "SELECT category, parent, name, items FROM categories WHERE category IN"
            " (SELECT value FROM json_each(?)) ORDER BY length(category)",
            (msgspec.json.encode(keys).decode(),),
        )
        return [Category(*row) for row in found] if len(found) == len(keys) else []

    def guides(self) -> list[GuideCard]:
        """Return all guides, the best first."""
        found = self._rows("SELECT * FROM guides ORDER BY quality DESC, generated_key")
        return [msgspec.convert(row, GuideCard) for row in found]

    def guide_name(self, key: str) -> str | None:
        """Return what the shop calls the file of the guide `key`, or None."""
        found = self._rows("SELECT slug FROM guides WHERE generated_key = ?", (key,))
        return f"{found[0][0]}.pdf" if found else None

    def guide_file(self, key: str, name: str) -> Path | None:
        """Return the file of the guide `key` if `name` is what the shop calls it."""
        if self.folder is None or name != self.guide_name(key):
            return None
        # `key` equals a row's key here, so nothing typed by a visitor makes the path.
        return self.folder / "guides" / f"{key}.pdf"

    def skus(self) -> list[tuple[str, str]]:
        """Return the sku and title of every item."""
        return self._rows("SELECT sku, title FROM items ORDER BY sku")

    def bodies(self) -> list[tuple[str, bytes]]:
        """Return every item's sku and packed body."""
        return self._rows("SELECT sku, body FROM details")

    def aliases(self) -> dict[str, str]:
        """Return which sku answers for each merged one."""
        return dict(self._rows("SELECT old_sku, sku FROM aliases"))

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection().execute(sql, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        mine: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if mine is None:
            mine = self._local.connection = _connect(self.folder)
            self._open.append(mine)
        return mine


def _cards(rows: list[tuple[Any, ...]]) -> tuple[Card, ...]:
    return msgspec.convert(rows, tuple[Card, ...])


def _manifest(folder: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(
            (folder / "manifest.json").read_bytes(), type=Manifest
        )
    except (OSError, msgspec.MsgspecError) as error:
        raise SnapshotUnusable(
            f"catalogue snapshot {folder} cannot be read ({error}); publish again"
        ) from error
    if manifest.schema_version != SCHEMA_VERSION:
        raise SnapshotUnusable(
            f"catalogue snapshot {folder} has schema version {manifest.schema_version},"
            f" this shop reads {SCHEMA_VERSION}; publish again"
        )
    return manifest


def _connect(folder: Path | None) -> sqlite3.Connection:
    if folder is None:
        # An empty shop is a snapshot without rows, so no page needs a special case.
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        database.make_tables(connection)
        return connection
    path = quote(str((folder / "catalogue.sqlite").resolve()))
    return sqlite3.connect(
        f"file:{path}?immutable=1",
        uri=True,
        check_same_thread=False,
        isolation_level=None,
    )


def _close_all(connections: list[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()
