"""The second step of matching: how likely a listing is the same as those most like it.

An input is a listing that is new or changed, with at most MOST listings of other shops
with which it shares rare keys. The words of all listings are counted by the query, so
that it does not matter which inputs share a call.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from enrich.equipment import Equipment
from enrich.kernel import Ints
from enrich.matching.decide import chances, figures, model
from enrich.matching.pairing import NAMES
from enrich.matching.records import Product, Seen, records
from enrich.queries import sql
from enrich.rows import table
from lake.stages import Stage

# With how many others a listing is compared, and in how many listings a rare key stands.
MOST, OFTEN = 16, 80
_VERSION = 1
_TABLE = "enriched_pairs"
_ALIKE = NAMES.index("letters")
# What is less likely than this is not kept.
_LEAST = 0.05
_TEXTS = ("title", "brand", "mpn", "category")
Row = Mapping[str, Any]


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return a row for each listing of `batch`: with whom it was compared."""
    inputs = batch.to_pylist()
    places: dict[str, int] = {}
    listings: list[Row] = []
    for row in inputs:
        for listing in (row["listing"], *row["others"]):
            if places.setdefault(listing["input_key"], len(places)) == len(listings):
                listings.append(listing)
    pairs = [
        (places[row["listing"]["input_key"]], places[other["input_key"]])
        for row in inputs
        for other in row["others"]
    ]
    total = inputs[0]["total"] if inputs else 0
    shares, alike = _compared(listings, np.array(pairs, np.int64), total)
    rows, at = [], 0
    for row in inputs:
        end = at + len(row["others"])
        found = _found(row["others"], shares[at:end], alike[at:end])
        rows.append(_row(row, found))
        at = end
    return {_TABLE: table(_TABLE, rows)}


def _compared(
    listings: Sequence[Row], pairs: Ints, total: int
) -> tuple[list[float], list[float]]:
    if not len(pairs):
        return [], []
    products = [product(listing) for listing in listings]
    rows = figures(records(products, _seen(listings, total)), pairs)
    _forget_foreign_money(rows, listings, pairs)
    return chances(rows).tolist(), rows[:, _ALIKE].tolist()


def product(listing: Row) -> Product:
    """Return a listing as it is compared."""
    texts = {name: listing[name] or "" for name in _TEXTS}
    return Product(**texts, price=float(listing["price_minor"] or 0) / 100)


def _forget_foreign_money(rows: Any, listings: Sequence[Row], pairs: Ints) -> None:
    """Leave prices out where they are in two currencies."""
    names = {name: k for k, name in enumerate({one["currency"] for one in listings})}
    money = np.array([names[one["currency"]] for one in listings])
    foreign = money[pairs[:, 0]] != money[pairs[:, 1]]
    for name in ("price", "price_level"):
        rows[foreign, NAMES.index(name)] = -1


def _seen(listings: Sequence[Row], total: int) -> Seen:
    words = [np.array(one["words"] or [], np.int64) for one in listings]
    often = [np.array(one["often"] or [], np.int64) for one in listings]
    known, first = np.unique(np.concatenate(words), return_index=True)
    return Seen(known, np.concatenate(often)[first], total)


def _found(
    others: Sequence[Row], shares: Sequence[float], alike: Sequence[float]
) -> list[dict[str, Any]]:
    return [
        {
            "other_key": other["entity_key"],
            "other_input": other["input_key"],
            "share": share,
            "alike": near,
        }
        for other, share, near in zip(others, shares, alike, strict=True)
        if share >= _LEAST
    ]


def _row(row: Row, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "entity_key": row["entity_key"],
        "kind": "listing",
        "model": model().name,
        "confidence": max((one["share"] for one in found), default=0.0),
        "outputs": found,
        "input_key": row["input_key"],
    }


def stage(tools: Equipment) -> Stage:
    """Return the step that compares listings."""
    version = tools.version("pair", _VERSION)
    query = sql("matching/pairs.sql", version)
    return Stage(
        "pair",
        version,
        reads=("enriched_blocks",),
        writes=(_TABLE,),
        make=make,
        query=query.replace(":often", str(OFTEN)).replace(":most", str(MOST)),
    )
