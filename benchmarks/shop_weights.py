"""Which weights of title, brand, category and text lead shoppers to what they mean.

`--data FOLDER` holds the judged pairs of benchmarks/_matching.py: the first product of
a pair is on sale, and two to four words of the other shop's title, which names the same
thing in its own way, are typed. What counts is how far up the thing meant stands: the
mean of 1 / rank, 0 beyond the first page. The peer is SQLite's bm25 with weights 8, 4, 1.
"""

import argparse
import itertools
import json
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks._matching import judged
from enrich.matching.records import Product
from storefront.catalogue.item import Item
from storefront.catalogue.question import PAGE_SIZE, Question
from storefront.search import index, matching, words
from storefront.search.search import Search

SETS = ("abt-buy", "walmart-amazon")
TITLES, BRANDS, KINDS = (1.0, 2.0, 4.0, 8.0), (0.5, 1.0, 3.0), (0.5, 1.0, 2.0)
TIMES = 2


class Meant(NamedTuple):
    """A typed text, and the places of the items that it may mean."""

    text: str
    places: frozenset[int]


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data / "enrich"
    found: dict[str, object] = {"benchmark": "shop_weights", "peer": "sqlite3 FTS5"}
    shops = [Shop(data, name) for name in SETS]
    used = dict(matching.WEIGHTS)
    for shop in shops:
        found[shop.name] = {"ours": shop.rank(used), "peer": shop.peer()}
    tried = {
        (title, brand, kind): round(
            sum(
                shop.rank({"title": title, "brand": brand, "kind": kind, "text": 1.0})
                for shop in shops
            )
            / len(shops),
            4,
        )
        for title, brand, kind in itertools.product(TITLES, BRANDS, KINDS)
    }
    for weights, rank in sorted(tried.items(), key=lambda pair: -pair[1]):
        print(*weights, rank)
    found["used"] = used
    found["best"] = max(tried, key=lambda weights: tried[weights])
    print(json.dumps(found))


class Shop:
    """One set of pairs as a shop, and what is asked of it."""

    def __init__(self, data: Path, name: str) -> None:
        self.name = name
        pairs = judged(data, name)
        sold = sorted({int(left) for left, _ in pairs.pairs})
        places = {product: place for place, product in enumerate(sold, 1)}
        self._items = [_item(place, pairs.products[n]) for n, place in places.items()]
        meant: dict[int, set[int]] = {}
        for (left, right), same in zip(pairs.pairs, pairs.same, strict=True):
            if same:
                meant.setdefault(int(right), set()).add(places[int(left)])
        titles = {n: pairs.products[n].title or "" for n in meant}
        self._asked = list(_typed(titles, meant))
        self._folder = tempfile.TemporaryDirectory()
        self._index = Path(self._folder.name) / "search"
        index.write(self._index, self._items, "EUR")

    def rank(self, weights: dict[str, float]) -> float:
        """Return how far up the things meant stand, with `weights`."""
        matching.WEIGHTS.update(weights)
        search = Search(self._index)
        return _mean(
            (search.find(Question(text=one.text)).places, one) for one in self._asked
        )

    def peer(self) -> float:
        """Return how far up they stand in SQLite's full-text search."""
        database = sqlite3.connect(":memory:")
        database.execute(
            "CREATE VIRTUAL TABLE s USING fts5(title, brand, text,"
            " tokenize='porter unicode61')"
        )
        for place, item in enumerate(self._items, 1):
            row = (place, item.title, item.brand, item.description)
            database.execute(
                "INSERT INTO s (rowid, title, brand, text) VALUES (?,?,?,?)", row
            )
        return _mean((_places(database, one.text), one) for one in self._asked)


def _item(place: int, product: Product) -> Item:
    return Item(
        sku=f"hm-{place:06}",
        group_key="",
        listing_key="",
        title=product.title or "?",
        brand=product.brand,
        description=product.details,
        category_path=tuple(filter(None, [product.category])),
        language="en",
    )


def _typed(titles: dict[int, str], meant: dict[int, set[int]]) -> Iterator[Meant]:
    # S311: what is asked is no secret.
    chance = random.Random(3)  # noqa: S311
    for number in sorted(titles) * TIMES:
        told = [one for one in words.split(titles[number]) if one.isalpha()]
        told = [one for one in dict.fromkeys(told) if len(one) > 2]
        if len(told) > 1:
            picked = chance.sample(told, min(len(told), chance.randint(2, 4)))
            yield Meant(" ".join(picked), frozenset(meant[number]))


def _places(database: sqlite3.Connection, text: str) -> list[int]:
    match = " ".join(f'"{word}"' for word in text.split())
    found = database.execute(
        "SELECT rowid FROM s WHERE s MATCH ? ORDER BY bm25(s, 8, 4, 1) LIMIT ?",
        (match, PAGE_SIZE),
    )
    return [place for (place,) in found]


def _mean(answers: Iterator[tuple[list[int], Meant]]) -> float:
    ranks = [
        next((1 / n for n, place in enumerate(places, 1) if place in one.places), 0.0)
        for places, one in answers
    ]
    return round(sum(ranks) / len(ranks), 4)


if __name__ == "__main__":
    main()
