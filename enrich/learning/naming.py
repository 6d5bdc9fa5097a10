"""Which things of the lake labels are about: by a key, a listing's URL or a shop's sku."""

from collections.abc import Collection, Mapping, Sequence
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
SELECT key, entity_key, min(url) AS url, min(together) AS together
FROM _given JOIN names USING (key) GROUP BY key, entity_key ORDER BY key, entity_key
"""
_LISTINGS = "learning/named_listings.sql"
_OPINIONS = "learning/named_opinions.sql"
_KNOWN = {"classify": _LISTINGS, "match": _LISTINGS, "sentiment": _OPINIONS}


class Thing(msgspec.Struct, frozen=True):
    """What a label can be about, its page, and what it stands together with."""

    entity_key: str
    url: str | None
    together: str


def named(
    connection: "DuckDBPyConnection", step: str, keys: Collection[str]
) -> Mapping[str, Sequence[Thing]]:
    """Return what each of `keys` stands for among the things that `step` judges.

    A sku stands for all listings of its group, an URL for all variants on its page.
    """
    found: dict[str, list[Thing]] = {key: [] for key in keys}
    if not found:
        return found
    given = pa.table({"key": pa.array(sorted(found), pa.string())})
    connection.register("_given", given)
    rows = connection.sql(query(step)).fetchall()
    connection.unregister("_given")
    for key, *thing in rows:
        found[key].append(Thing(*thing))
    return found


def query(step: str) -> str:
    """Return the query for what the keys in `_given` stand for."""
    return _NAMED.format(known=source(_KNOWN[step]))
