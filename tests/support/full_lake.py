"""A lake whose every table tells of the same page, whatever tables there are."""

from datetime import UTC, datetime
from hashlib import md5
from typing import Any

import pyarrow as pa

from lake.bodies import BodyStore
from lake.columns import COMMON as _COMMON
from lake.columns import Column
from lake.exchange import Exchange
from lake.keys import content_digest, input_key, key_of, listing_key
from lake.load import append
from lake.schema.extracted import EXTRACTED
from lake.schema.researched import RESEARCHED
from lake.store import Lake
from lake.tables import TABLES, columns

SECRET, OTHER = "zebrafinch77", "sparrow12"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
# Columns that hold the key of a listing, or of a group that is named after it.
LISTINGS = ("listing_key", "entity_key", "group_key", "other_key")
URLS = ("url", "final_url", "source_url", "src_url", "dst_url", "parent_url")
# Tables that say nothing of pages, or that the lake writes for itself.
OWN = (
    *("batches", "releases", "runs", "fx_rates", "shop_events", "models", "trends"),
    "approvals",
)


def url(word: str) -> str:
    return f"http://{word}.test/p/{word}"


def body(word: str) -> bytes:
    return f"<p>{word} {word} sells pots</p>".encode() * 40


def opinion_key(word: str) -> str:
    """Return the key of the opinion in the lake that says `word`."""
    said = (listing_key(page_key(word)), url(word), f"hash of {word}", word)
    return md5("|".join(said).encode(), usedforsecurity=False).hexdigest()


def page_key(word: str) -> str:
    """Return the key of the page `word`."""
    return f"test,{word})/p/{word}"


def value(table: str, column: Column, word: str) -> Any:
    """Return what a row of `table` that comes of the page `word` says."""
    keys = _keys(table, word)
    if column.name in keys:
        return keys[column.name]
    return url(word) if column.name in URLS else _plain(column.type, column.name, word)


def _keys(table: str, word: str) -> dict[str, Any]:
    digest, listing = content_digest(body(word)), listing_key(page_key(word))
    made_of_page = table in {of.name for of in EXTRACTED}
    keys = {
        "url_key": page_key(word),
        "content_digest": digest,
        "input_key": input_key(page_key(word), digest)
        if made_of_page
        else key_of(table, word),
        "host": f"{word}.test",
        "maker": table,
        "error": None,
        "author_hash": f"hash of {word}",
        "source_key": opinion_key(word),
        "source_keys": [listing],
        **dict.fromkeys(LISTINGS, listing),
    }
    if table in {of.name for of in RESEARCHED}:
        # All rows of a category that were made together have one input.
        made = {"input_key": key_of("market", word)}
        keys |= {"entity_key": f"{word} > {url(word)}", **made}
    return keys


def _plain(kind: pa.DataType, name: str, word: str) -> Any:
    if pa.types.is_string(kind):
        return word
    if pa.types.is_timestamp(kind):
        return NOW
    if pa.types.is_date(kind):
        return NOW.date()
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        keys = _keys("", word)
        return [
            {
                of.name: keys.get(of.name, _plain(of.type, of.name, word))
                for of in kind.value_type
            }
        ]
    if pa.types.is_list(kind) and pa.types.is_string(kind.value_type):
        return [word, url(word)]
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    return 1 if number else None


def of_opinion(key: str, word: str) -> dict[str, list[dict[str, Any]]]:
    """Return a row of every table that has such, made of the opinion `key` alone."""
    rows = {}
    for name in TABLES:
        own = [column for column in columns(name) if column.name not in COMMON]
        row = {column.name: value(name, column, word) for column in own}
        if "entity_key" in row:
            rows[name] = [row | dict.fromkeys(row.keys() & {"url", "host"}, word)]
            rows[name][0] |= {"entity_key": key}
    return rows


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
    write(lake, writer, told(lake, word))


def write(lake: Lake, writer: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    append(lake, writer, {name: pa.Table.from_pylist(of) for name, of in rows.items()})
