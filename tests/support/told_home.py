"""A home whose lake holds what pages said: listings, opinions, articles; nothing enriched."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from lake.settings import LakeSettings
from lake.spool import Spool
from lake.stages import release
from lake.store import Lake
from lake.tables import schema

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
# One opinion a week, over so many that what follows can be told.
_WEEKS = 24
_GOODS = ("steel kettle", "desk lamp", "rain jacket", "bike helmet")
_PAGES = ("product", "article")
_PAGE = {
    "url_key": "test,shop0)/0",
    "url": "https://shop0.test/0",
    "host": "shop0.test",
    "fetched_at": AT,
    "status": 200,
}
_SAID = (
    "I love it, it boils water in no time. The handle stays cool.",
    "Terrible. It broke after two days and nobody answered my mails.",
    "Der Griff ist gut, aber der Deckel klemmt und das Kabel ist zu kurz.",
)


def told_home(home: Path, listings: int = 12) -> Lake:
    """Fill `home` with so many listings, with opinions and articles."""
    numbers, said = range(listings), range(max(listings, _WEEKS))
    Spool(home, "crawl").put({"pages": pa.Table.from_pylist([_PAGE])})
    Spool(home, "extract").put(
        {
            "products": _rows("products", [_product(n) for n in numbers]),
            "opinions": _rows("opinions", [_opinion(n % listings, n) for n in said]),
            "articles": _rows("articles", [_article(n) for n in numbers]),
            "pages": _rows("pages", [_page(n, of) for n in numbers for of in _PAGES]),
        }
    )
    lake = Lake.open(home, LakeSettings(chunk_rows=20))
    release(lake, "extract", 1)
    return lake


def _product(n: int) -> dict[str, Any]:
    return {
        "listing_key": f"k{n:02}",
        "source_url": f"https://shop{n % 3}.test/{n // 3}",
        "title": f"Arva {_GOODS[n // 3 % 4]} model {n // 3}",
        "brand": "Arva",
        "gtin": f"40000000000{n // 3}",
        "category_path": ["Home", _GOODS[n // 3 % 4]],
    }


def _opinion(n: int, week: int) -> dict[str, Any]:
    return {
        "listing_key": f"k{n:02}",
        "url": f"https://shop{n % 3}.test/{n // 3}",
        "rating": float(n % 5 + 1),
        "text": f"{_SAID[n % 3]} That was number {week}.",
        "author_hash": f"a{week}",
        "posted_at": AT - timedelta(weeks=_WEEKS - week),
    }


def _article(n: int) -> dict[str, Any]:
    return {
        "url": f"https://paper.test/{n}",
        "kind": "article",
        "headline": f"How to choose a {_GOODS[n % 4]}",
        "text": f"A good {_GOODS[n % 4]} lasts for years. Look at its weight first. "
        f"Then look at the price. We tried {n + 4} of them in one week.",
        "language": "en",
    }


def _page(n: int, of: str) -> dict[str, Any]:
    """Return the page of a listing or an article, which forbids nothing."""
    url = {"product": _product(n)["source_url"], "article": _article(n)["url"]}[of]
    host = url.split("/")[2]
    at = {"fetched_at": AT, "status": 200}
    return {"url_key": url, "url": url, "host": host, **at}


def _rows(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    by = {"maker": "extract", "maker_version": 1}
    given = [{**row, **by, "input_key": f"{name}{n}"} for n, row in enumerate(rows)]
    told = [field for field in schema(name) if field.name in given[0]]
    return pa.Table.from_pylist(given, schema=pa.schema(told))
