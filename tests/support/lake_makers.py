"""Stages to try the runner with; spawned processes import them from here."""

import os
from collections.abc import Mapping

import pyarrow as pa

from lake.keys import input_key, listing_key
from lake.stages import Stage

POISON = "POISON"
DEADLY = "DEADLY"


def price(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """One offer a page; its price is what the body says."""
    return {"offers": _offers(batch, add=0)}


def dearer(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """The same, mended: prices were 1000 too low."""
    return {"offers": _offers(batch, add=1000)}


def raising(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """As `price`, but one body makes it raise."""
    if POISON.encode() in batch.column("body").to_pylist():
        raise ValueError(POISON)
    return price(batch)


def dying(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """As `raising`, but another body ends the process."""
    if DEADLY.encode() in batch.column("body").to_pylist():
        os._exit(3)
    return raising(batch)


def foreign(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Rows that belong to no input it was given."""
    offers = price(batch)["offers"]
    place = offers.schema.get_field_index("input_key")
    strange = pa.array(["ff"] * offers.num_rows)
    return {"offers": offers.set_column(place, "input_key", strange)}


def scored(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """A score an offer row."""
    keys = batch.column("input_key")
    entities = batch.column("listing_key")
    score = pa.repeat(pa.scalar(1.0), batch.num_rows)
    return {
        "scores": pa.table({"input_key": keys, "entity_key": entities, "score": score})
    }


def written(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """One file a page, named by its content."""
    names = [f"{digest}.txt" for digest in batch.column("content_digest").to_pylist()]
    return {"files": pa.table({"path": names, "content": batch.column("body")})}


def escaping(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """A file outside of the stage's folder."""
    paths = ["../escaped.txt"] * batch.num_rows
    return {"files": pa.table({"path": paths, "content": batch.column("body")})}


def nothing(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """No rows, whatever it is given."""
    return {}


def _offers(batch: pa.RecordBatch, *, add: int) -> pa.Table:
    rows = [
        {
            "listing_key": listing_key(page["url_key"]),
            "url": page["url"],
            "price_minor": int(page["body"]) + add,
            "currency": "EUR",
            "seen_at": page["fetched_at"],
            "input_key": input_key(page["url_key"], page["content_digest"]),
        }
        for page in batch.to_pylist()
        if page["body"].isdigit()
    ]
    return pa.Table.from_pylist(rows, schema=_OFFER)


_OFFER = pa.schema(
    [
        ("listing_key", pa.string()),
        ("url", pa.string()),
        ("price_minor", pa.int64()),
        ("currency", pa.string()),
        ("seen_at", pa.timestamp("us", tz="UTC")),
        ("input_key", pa.string()),
    ]
)

PAGES = ("pages", "bodies")
PRICE = Stage("price", 1, PAGES, ("offers",), price, bodies=True)
DEARER = Stage("price", 2, PAGES, ("offers",), dearer, bodies=True)
RAISING = Stage("price", 1, PAGES, ("offers",), raising, bodies=True)
DYING = Stage("price", 1, PAGES, ("offers",), dying, bodies=True)
FOREIGN = Stage("price", 1, PAGES, ("offers",), foreign, bodies=True)
WRITTEN = Stage("write", 1, PAGES, (), written, bodies=True, files="products")
ESCAPING = Stage("write", 1, PAGES, (), escaping, bodies=True, files="products")
SCORED = Stage("score", 1, ("offers",), ("scores",), scored)
ASKED = Stage(
    "score",
    1,
    ("offers_latest",),
    ("scores",),
    scored,
    query="SELECT listing_key || price_minor AS input_key, listing_key FROM offers_latest",
)
ASKED_PAGES = Stage(
    "price",
    1,
    ("pages",),
    (),
    nothing,
    query="SELECT url AS input_key FROM pages",
)
