"""Rows as crawl, extract, match and judge leave them in a lake, for what is published."""

from datetime import UTC, datetime

import pyarrow as pa

from lake.load import append
from lake.tables import schema

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


MAKING = {"maker": "test", "maker_version": 1}


def put(lake, **tables):
    """Append rows, which name only the columns that matter."""
    common = {"writer", "batch_id", "ingested_at"}
    content = {}
    for name, rows in tables.items():
        kept = [field for field in schema(name) if field.name not in common]
        content[name] = pa.Table.from_pylist(rows, schema=pa.schema(kept))
    append(lake, "test", content)


def seen(key, price, now=NOW, group=None, **page):
    """Rows of one product page, as crawl, extract and match leave them."""
    url, made = f"http://{key}.test/p", {"input_key": f"{key}{price}"} | MAKING
    product = {"listing_key": key, "source_url": url, "title": f"Kettle {key}"}
    offer = {"listing_key": key, "url": url, "host": f"{key}.test", "seen_at": now}
    place = {
        "url": url,
        "url_key": key,
        "status": 200,
        "content_digest": f"{key}{price}",
    }
    return {
        "pages": [place | {"host": f"{key}.test", "fetched_at": now} | page],
        "products": [product | made],
        "offers": [offer | {"price_minor": price, "currency": "EUR"} | made],
        "enriched_matches": [{"entity_key": key, "group_key": group or key} | made],
        "made": [made | {"rows": 1, "made_at": now}],
    }


def wrote(key, **facts):
    """Rows of one opinion on the product of `seen(key, ...)`."""
    made = {"input_key": f"o{key}{facts.get('text')}{facts.get('url')}"} | MAKING
    opinion = {"listing_key": key, "url": f"http://{key}.test/p", "author_hash": "f00d"}
    return {
        "opinions": [opinion | facts | made],
        "made": [made | {"rows": 1, "made_at": NOW}],
    }


def stocked(lake, number, price=1000, now=NOW):
    """Put so many products of one shop into the lake."""
    tables: dict[str, list[dict]] = {}
    for place in range(number):
        for table, rows in seen(f"k{place}", price, now).items():
            tables.setdefault(table, []).extend(rows)
    put(lake, **tables)
