"""Which things of the lake labels are about: by a key, a listing's URL or a shop's sku."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from enrich.queries import source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# One row a name: `key IN (entity_key, url, sku)` would compare every label with every
# listing.
_NAMED = """
WITH known AS ({known}), names AS (
    SELECT entity_key, url, together, unnest([entity_key, url, sku]) AS key FROM known
)
SELECT g.key, min(n.entity_key) AS entity_key, min(n.url) AS url,
    min(n.together) AS together, count(DISTINCT n.entity_key) AS things
FROM _given g LEFT JOIN names n USING (key) GROUP BY g.key
"""
_LISTINGS = "learning/named_listings.sql"
_OPINIONS = "learning/named_opinions.sql"
_KNOWN = {"classify": _LISTINGS, "match": _LISTINGS, "sentiment": _OPINIONS}


class Named(msgspec.Struct, frozen=True):
    """What a name stands for: how many `things`, one of them, and what it stands with."""

    key: str
    things: int
    entity_key: str | None
    url: str | None
    together: str | None


def named(
    connection: "DuckDBPyConnection", step: str, keys: Collection[str]
) -> Mapping[str, Named]:
    """Return what each of `keys` stands for among the things that `step` judges."""
    if not keys:
        return {}
    given = pa.table({"key": pa.array(sorted(set(keys)), pa.string())})
    connection.register("_given", given)
    found = connection.sql(query(step)).to_arrow_table()
    connection.unregister("_given")
    return {row["key"]: Named(**row) for row in found.to_pylist()}


def query(step: str) -> str:
    """Return the query for what the keys in `_given` stand for."""
    return _NAMED.format(known=source(_KNOWN[step]))
