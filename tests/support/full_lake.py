"""A lake whose every table tells of the same page, whatever tables there are."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from lake.bodies import BodyStore
from lake.columns import COMMON as _COMMON
from lake.columns import Column
from lake.exchange import Exchange
from lake.keys import content_digest, input_key, key_of, listing_key
from lake.load import append
from lake.schema.extracted import EXTRACTED
from lake.store import Lake
from lake.tables import TABLES, columns

SECRET, OTHER = "zebrafinch77", "sparrow12"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
URLS = ("url", "final_url", "source_url", "src_url", "dst_url", "parent_url")
# Tables that say nothing of pages, or that the lake writes for itself.
OWN = ("batches", "releases", "runs", "fx_rates", "shop_events", "models", "trends")


def url(word: str) -> str:
    return f"http://{word}.test/p/{word}"


def body(word: str) -> bytes:
    return f"<p>{word} {word} sells pots</p>".encode() * 40


def value(table: str, column: Column, word: str) -> Any:
    """Return what a row of `table` that comes of the page `word` says."""
    page, digest = f"test,{word})/p/{word}", content_digest(body(word))
    made_of_page = table in {of.name for of in EXTRACTED}
    keys = {
        "url_key": page,
        "content_digest": digest,
        "input_key": input_key(page, digest) if made_of_page else key_of(table, word),
        "host": f"{word}.test",
        "maker": table,
        "error": None,
        "author_hash": f"hash of {word}",
    }
    if column.name in keys:
        return keys[column.name]
    if column.name in ("listing_key", "entity_key", "group_key"):
        return listing_key(page)
    if column.name == "source_keys":
        return [listing_key(page)]
    return url(word) if column.name in URLS else _plain(column, word)


def _plain(column: Column, word: str) -> Any:
    if pa.types.is_string(column.type):
        return word
    if pa.types.is_timestamp(column.type):
        return NOW
    if pa.types.is_date(column.type):
        return NOW.date()
    if pa.types.is_list(column.type) and pa.types.is_string(column.type.value_type):
        return [word, url(word)]
    number = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    return 1 if number else None


def told(lake: Lake, word: str) -> dict[str, list[dict[str, Any]]]:
    """Return a row of every table that tells of the page `word`; its body is stored."""
    store = BodyStore(lake.home, lake.settings)
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html"
    digest = content_digest(body(word))
    exchange = Exchange(url(word), 200, b"", head, body(word), NOW, digest)
    place = store.write(exchange)
    store.close()
    rows = {}
    for name in TABLES:
        if name not in OWN and name != "made":
            own = [c for c in columns(name) if c.name not in COMMON]
            rows[name] = [{column.name: value(name, column, word) for column in own}]
    where = ("warc_file", "warc_offset", "warc_length")
    for name in where:
        rows["bodies"][0][name] = getattr(place, name)
    rows["made"] = [
        _made(name, row[0]) for name, row in rows.items() if "maker" in row[0]
    ]
    return rows


COMMON = {column.name for column in _COMMON}


def _made(table: str, row: dict[str, Any]) -> dict[str, Any]:
    about = {"maker": table, "maker_version": 1, "input_key": row["input_key"]}
    return {**about, "rows": 1, "error": None, "made_at": NOW}


def put(lake: Lake, writer: str, word: str) -> None:
    rows = told(lake, word)
    append(lake, writer, {name: pa.Table.from_pylist(of) for name, of in rows.items()})
