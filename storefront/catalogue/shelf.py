"""One snapshot opened for reading: the questions that the pages ask of it.

A file that never changes may be opened `immutable`: SQLite then takes no locks and
never looks whether it changed. Each thread has its own connection; the last page that
holds a shelf lets its connections go.
"""

import re
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from storefront.catalogue import database
from storefront.catalogue.answers import Card, Category, Found, GuideCard, Totals
from storefront.catalogue.item import Guide, Item, OtherOffer, Programme
from storefront.catalogue.manifest import NOTHING, read_manifest
from storefront.catalogue.question import Question
from storefront.catalogue.works import guide_card, main_form
from storefront.errors import SnapshotUnusable
from storefront.search.search import Search
from storefront.texts import slug

EMPTY = NOTHING.snapshot
_item = msgspec.msgpack.Decoder(Item).decode
_guide = msgspec.msgpack.Decoder(Guide).decode
_programme = msgspec.msgpack.Decoder(Programme).decode
_COLUMNS = ", ".join(f"items.{name}" for name in Card.__struct_fields__)
# S608: made of the names above and of literals.
_CARDS = f"SELECT {_COLUMNS} FROM items"  # noqa: S608
_PICTURE = re.compile(r"[0-9a-f]{16,64}")
# Where so few have all the words, so many are shown that have some.
_FEW, _NEAR = 8, 8
# The neighbours in score on both sides, from the index; then the same brand first.
_RELATED = f"""
SELECT {_COLUMNS} FROM (
    SELECT * FROM (
        SELECT * FROM items WHERE category = ?1 AND score >= ?2 AND sku <> ?3
        ORDER BY score LIMIT 12
    ) UNION ALL SELECT * FROM (
        SELECT * FROM items WHERE category = ?1 AND score < ?2
        ORDER BY score DESC LIMIT 12
    )
) AS items ORDER BY brand IS NOT ?4, abs(score - ?2), sku LIMIT 4
"""  # noqa: S608


class Shelf:
    """One snapshot, open for reading; `Shelf(None)` is that of an empty shop."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.manifest = NOTHING if folder is None else read_manifest(folder)
        self.id = self.manifest.snapshot
        self.price_mark = self.manifest.price_mark
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        weakref.finalize(self, _close_all, self._open)
        self.totals = self._totals()

    def find(self, question: Question) -> Found:
        """Return the page of items that answers `question`."""
        hits = self.search.find(question)
        return Found(
            self._at(hits.places), hits.total, hits.facets, hits.spelled, hits.instead
        )

    def near(self, question: Question, found: Found) -> tuple[Card, ...]:
        """Return items with some of the words of `question`, where few have them all."""
        if found.total >= _FEW:
            return ()
        return self._at(self.search.near(question)[:_NEAR])

    def item(self, sku: str) -> Item | None:
        """Return the item `sku`, also one that is no longer to be had, or None."""
        found = self._rows(
            "SELECT body FROM items JOIN details USING (place) WHERE sku = ?", (sku,)
        ) or self._rows("SELECT body FROM gone WHERE sku = ?", (sku,))
        return _item(found[0][0]) if found else None

    def cards(self, skus: Sequence[str]) -> tuple[Card, ...]:
        """Return the cards of `skus` in their order; unknown ones are left out."""
        asked = msgspec.json.encode(skus).decode()
        found = self._cards("sku IN (SELECT value FROM json_each(?))", asked)
        by_sku = {card.sku: card for card in found}
        return tuple(by_sku[sku] for sku in skus if sku in by_sku)

    def alias(self, sku: str) -> str | None:
        """Return the sku that answers for the merged `sku`, or None."""
        found = self._rows("SELECT sku FROM aliases WHERE old_sku = ?", (sku,))
        return found[0][0] if found else None

    def offer(self, offer_key: str) -> tuple[str, OtherOffer] | None:
        """Return the offer `offer_key` and the sku of its item, or None."""
        found = self._rows(
            "SELECT body FROM offers JOIN details USING (place) WHERE offer_key = ?"
            " LIMIT 1",
            (offer_key,),
        )
        item = _item(found[0][0]) if found else None
        offers = item.offers if item else ()
        named = next((one for one in offers if one.offer_key == offer_key), None)
        return (item.sku, named) if item and named else None

    def related(self, item: Item, category: str) -> tuple[Card, ...]:
        """Return items of one category next in score, the same brand first."""
        score = -1.0 if item.score is None else item.score
        values = (category, score, item.sku, item.brand)
        return _cards(self._rows(_RELATED, values))

    def best(self, limit: int) -> tuple[Card, ...]:
        """Return the items with the highest scores."""
        return self._cards("1 ORDER BY score DESC, sku LIMIT ?", limit)

    def gaps(self, limit: int) -> tuple[Card, ...]:
        """Return the items whose price differs most from shop to shop."""
        return self._cards("gap > 0 ORDER BY gap DESC, sku LIMIT ?", limit)

    def drops(self, limit: int) -> tuple[Card, ...]:
        """Return the items that we ask less for than before, the widest fall first."""
        return self._cards("fall > 0 ORDER BY fall DESC, sku LIMIT ?", limit)

    def newest(self, limit: int) -> tuple[Card, ...]:
        """Return the items that came into the shop last, the best of each coming first."""
        order = "1 ORDER BY added_at DESC, score DESC, sku LIMIT ?"
        return self._cards(order, limit)

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
        trail: list[Category] = []
        while key:
            found = self._categories.get(key)
            if found is None:
                return []
            trail.append(found)
            key = found.parent
        return trail[::-1]

    def guides(self) -> list[GuideCard]:
        """Return all guides, the best first."""
        return self._guides

    def guide(self, key: str) -> Guide | None:
        """Return the guide `key`, or None."""
        found = self._rows("SELECT body FROM guides WHERE generated_key = ?", (key,))
        return _guide(found[0][0]) if found else None

    def work(self, sku: str) -> Guide | None:
        """Return the guide that is ordered under `sku`, or None."""
        key = self._works.get(sku)
        return self.guide(key) if key else None

    def guide_name(self, key: str) -> str | None:
        """Return what the shop calls the file of the guide `key`, or None."""
        guide = self.guide(key)
        return f"{slug(guide.title)}.{main_form(guide)}" if guide else None

    def guide_file(self, key: str, name: str) -> Path | None:
        """Return the file of the guide `key` if `name` is what the shop calls it."""
        if name != self.guide_name(key):
            return None
        return self.work_file(key, name.rpartition(".")[2])

    def work_file(self, key: str, form: str) -> Path | None:
        """Return the file of the guide `key` in `form`, or None."""
        # What the manifest lists was written by us: nothing typed makes the path.
        name = f"works/{key}.{form}"
        if self.folder is None or name not in self.manifest.files:
            return None
        return self.folder / name

    def programmes(self) -> tuple[Programme, ...]:
        """Return all programmes, the best first."""
        return self._programmes

    def picture(self, name: str, width: int) -> Path | None:
        """Return the file of the image `name` at `width`, or None."""
        if self.folder is None or not _PICTURE.fullmatch(name):
            return None
        file = self.folder / "images" / f"{name}-{width:d}.webp"
        return file if file.is_file() else None

    def after(self, sku: str, limit: int) -> tuple[Card, ...]:
        """Return the cards behind `sku`, in the order of skus."""
        following = f"{_CARDS} WHERE sku > ? ORDER BY sku LIMIT ?"
        return _cards(self._rows(following, (sku, limit)))

    def skus(self) -> list[tuple[str, str, str | None]]:
        """Return the sku, title and time of the last look (ISO 8601) of every item."""
        return self._rows("SELECT sku, title, checked_at FROM items ORDER BY place")

    def listed(self, after: int, most: int) -> tuple[Card, ...]:
        """Return the cards of the `most` items that come after so many others."""
        found = self._rows(
            f"{_CARDS} WHERE place > ? ORDER BY place LIMIT ?", (after, most)
        )
        return _cards(found)

    def bodies(self) -> Iterator[bytes]:
        """Yield every item, packed, also those that are no longer to be had."""
        # All of them may be more than the memory holds.
        both = "SELECT body FROM details UNION ALL SELECT body FROM gone"
        for (body,) in self._connection().execute(both):
            yield body

    def priced(self, currency: str) -> int:
        """Return how many items have a price in `currency`."""
        which = "price_minor IS NOT NULL AND currency = ?"
        # S608: a literal of this file.
        found = self._rows(f"SELECT count(*) FROM items WHERE {which}", (currency,))  # noqa: S608
        return int(found[0][0])

    def aliases(self) -> dict[str, str]:
        """Return which sku answers for each merged one."""
        return dict(self._rows("SELECT old_sku, sku FROM aliases"))

    @cached_property
    def _categories(self) -> dict[str, Category]:
        found = self._rows("SELECT category, parent, name, items FROM categories")
        return {row[0]: Category(*row) for row in found}

    @cached_property
    def _guides(self) -> list[GuideCard]:
        found = self._rows("SELECT body, bytes FROM guides ORDER BY place")
        return [guide_card(_guide(body), size) for body, size in found]

    @cached_property
    def _works(self) -> dict[str, str]:
        return {one.sku: one.generated_key for one in self._guides if one.sku}

    @cached_property
    def _programmes(self) -> tuple[Programme, ...]:
        found = self._rows("SELECT body FROM programmes ORDER BY place")
        return tuple(_programme(body) for (body,) in found)

    @cached_property
    def search(self) -> Search:
        """The index that finds items."""
        folder = self.folder and self.folder / "search"
        try:
            if folder and not folder.is_dir():
                raise FileNotFoundError(f"{folder} is missing")
            return Search(folder)
        except (OSError, ValueError) as error:
            raise SnapshotUnusable(
                f"the search index of {self.folder} cannot be read ({error});"
                " publish again"
            ) from error

    def _at(self, places: list[int]) -> tuple[Card, ...]:
        found = self._rows(
            f"SELECT place, {_COLUMNS} FROM items"  # noqa: S608 - as _CARDS
            " WHERE place IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(places).decode(),),
        )
        rows = {place: row for place, *row in found}
        return _cards([rows[place] for place in places])

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Return how large the largest copy of each picture is, by name."""
        found = self._rows("SELECT name, width, height FROM pictures")
        return {name: (width, height) for name, width, height in found}

    def _totals(self) -> Totals:
        try:
            found = dict(self._rows("SELECT name, value FROM totals"))
        except sqlite3.DatabaseError as error:
            raise SnapshotUnusable(
                f"catalogue snapshot {self.folder} cannot be read ({error}); publish"
                " again"
            ) from error
        return msgspec.convert(found, Totals, strict=False)

    def _cards(self, which: str, value: object) -> tuple[Card, ...]:
        return _cards(self._rows(f"{_CARDS} WHERE {which}", (value,)))

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._connection().execute(sql, values).fetchall()

    def _connection(self) -> sqlite3.Connection:
        mine: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if mine is None:
            mine = self._local.connection = database.opened(self.folder)
            self._open.append(mine)
        return mine


def _cards(rows: Sequence[Sequence[Any]]) -> tuple[Card, ...]:
    return msgspec.convert(rows, tuple[Card, ...])


def _close_all(connections: list[sqlite3.Connection]) -> None:
    for connection in connections:
        connection.close()
