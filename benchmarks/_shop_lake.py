"""A lake of as many products as asked for, as crawl, extract, match and score leave it.

Every fourth product is sold by two shops, the others by one; all have a score.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from benchmarks._shop_stock import BRANDS, FACTS, HOSTS, SHELVES, Words
from lake.load import append
from lake.store import Lake
from lake.tables import schema

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
AT_ONCE = 100_000
# Texts are drawn from so many: to draw each anew takes longer than to publish it.
TEXTS = 20_000
_MAKING = {"maker": "benchmark", "maker_version": 1}
_Rows = dict[str, list[dict[str, object]]]


def fill(lake: Lake, products: int) -> None:
    """Put so many products into the empty `lake`."""
    release = [_MAKING | {"state": "released", "changed_at": SEEN}]
    append(lake, "benchmark", {"releases": _table("releases", release)})
    words, chance = Words(), np.random.default_rng(17)
    texts = [words.text(chance, 40, 90) for _ in range(TEXTS)]
    for start in range(0, products, AT_ONCE):
        tables: _Rows = {name: [] for name in _TABLES}
        for number in range(start, min(start + AT_ONCE, products)):
            for name, row in _product(number, words, chance, texts):
                tables[name].append(row)
        content = {name: _table(name, rows) for name, rows in tables.items()}
        append(lake, "benchmark", content)


_TABLES = ("pages", "products", "offers", "enriched_matches", "scores", "made")


def _table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    common = {"writer", "batch_id", "ingested_at"}
    kept = [field for field in schema(name) if field.name not in common]
    return pa.Table.from_pylist(rows, schema=pa.schema(kept))


def _product(
    number: int, words: Words, chance: np.random.Generator, texts: list[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the rows of all that was seen of the product `number`."""
    shelf, brand = (int(chance.integers(of)) for of in (SHELVES, BRANDS))
    price = int(np.exp(chance.normal(8.5, 1.2))) + 1
    about: dict[str, object] = {
        "brand": words.all[brand].title(),
        "title": words.text(chance, 4, 10),
        "description": texts[int(chance.integers(TEXTS))],
        "category_path": [f"Room {shelf // 30}", f"Shelf {shelf}"],
        "specs": _specs(number),
        "gtin": f"40{number:011}",
        "mpn": f"{brand}-{number}",
    }
    group = f"{number:024x}"
    yield (
        "scores",
        {
            "entity_key": group,
            "kind": "group",
            "score": float(chance.integers(0, 101)),
            "reasons": [
                {"name": "risk", "value": 0.2, "points": 3.0, "text": "Sources: 2."}
            ],
            "input_key": group,
        }
        | _MAKING,
    )
    yield "made", {"input_key": group, "rows": 1, "made_at": SEEN} | _MAKING
    for shop in range(2 if number % 4 == 0 else 1):
        yield from _listing(number, shop, price, about)


def _listing(
    number: int, shop: int, price: int, about: dict[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    key = f"{number:020x}{shop:04x}"
    host = f"shop{(number + shop * 7) % HOSTS}.test"
    url, made = f"https://{host}/p/{number}", {"input_key": key} | _MAKING
    page = {"url": url, "url_key": key, "host": host, "content_digest": key}
    yield "pages", page | {"status": 200, "fetched_at": SEEN}
    known = {"listing_key": key, "confidence": 0.9} | made
    yield "products", known | about | {"source_url": url}
    asked = {
        "url": url,
        "host": host,
        "currency": "EUR",
        "price_minor": price + shop * 50,
    }
    said = {"availability": "in_stock", "rating": number % 31 / 10 + 2, "reviews": 7}
    yield "offers", known | asked | said | {"seen_at": SEEN}
    yield "enriched_matches", {"entity_key": key, "group_key": f"{number:024x}"} | made
    yield "made", made | {"rows": 1, "made_at": SEEN}


def _specs(number: int) -> str:
    facts = (f'"Fact {fact}": "{fact * number} mm"' for fact in range(FACTS))
    return f"{{{', '.join(facts)}}}"
