"""Which things of the lake labels are about: by a key, a listing's URL or a shop's sku."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

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
_LISTINGS = """
WITH groups AS (
    SELECT DISTINCT ON (entity_key) entity_key, group_key FROM enriched_matches
    ORDER BY entity_key, ingested_at DESC, input_key
), newest AS (
    SELECT DISTINCT ON (sku) sku, group_key FROM catalogue
    ORDER BY sku, ingested_at DESC, snapshot
), sold AS (
    -- As in forecast/series.sql.
    SELECT n.sku, coalesce(g.group_key, n.group_key) AS group_key
    FROM newest n LEFT JOIN groups g ON g.entity_key = n.group_key
)
SELECT p.listing_key AS entity_key, p.source_url AS url, s.sku,
    coalesce(g.group_key, p.listing_key) AS together
FROM (SELECT DISTINCT listing_key, source_url FROM products) p
LEFT JOIN groups g ON g.entity_key = p.listing_key
LEFT JOIN sold s ON s.group_key = g.group_key
"""
# An opinion stands with its page: one author writes on it alike of several things.
_OPINIONS = """
SELECT entity_key, url, NULL AS sku, coalesce(url, entity_key) AS together
FROM (
    SELECT DISTINCT ON (entity_key) entity_key, url FROM enriched_languages
    WHERE kind = 'opinion' ORDER BY entity_key, ingested_at DESC, url
)
"""
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
    found = connection.sql(_NAMED.format(known=_KNOWN[step])).to_arrow_table()
    connection.unregister("_given")
    return {row["key"]: Named(**row) for row in found.to_pylist()}
