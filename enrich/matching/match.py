"""Which listings are one product: by their GTIN, else by brand and part number.

An input is one whole group, found by SQL; `make` only writes it down. The newest row
of a listing counts (by ingested_at): who reads takes that one. A group is an input
again when its members changed, also back to what they once were, because its key
holds when they were last matched.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from enrich.queries import sql
from enrich.rows import table
from lake.stages import Stage

_VERSION = 2
_QUERY = sql("matching/match.sql", _VERSION)
# A shared GTIN is wrong about once in a hundred times, mostly by a shop that gives
# one number to all variants; part numbers are reused across a brand's lines.
_CONFIDENCE = {"gtin": 0.99, "brand+mpn": 0.9, "single": 1.0}


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return a row for each listing of each group of `batch`."""
    rows = [row for group in batch.to_pylist() for row in _rows(group)]
    return {"enriched_matches": table("enriched_matches", rows)}


def _rows(group: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys: list[str] = group["listing_keys"]
    model = group["rule"] if len(keys) > 1 else "single"
    return [
        {
            "entity_key": key,
            "group_key": min(keys),
            "model": model,
            "confidence": _CONFIDENCE[model],
            "input_key": group["input_key"],
        }
        for key in keys
    ]


MATCH = Stage(
    "match",
    _VERSION,
    reads=("products",),
    writes=("enriched_matches",),
    make=make,
    query=_QUERY,
)
