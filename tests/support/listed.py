"""A home with listings as an extractor gave them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from lake.load import append
from lake.sql import current
from lake.stages import release
from lake.store import Lake
from lake.tables import schema


def at_home(folder: Path, *products: Mapping[str, Any]) -> Lake:
    """Return the lake of a home in which these products were seen."""
    lake = Lake.open(folder)
    release(lake, "extract", 1)
    if products:
        see(lake, *products)
    return lake


def see(lake: Lake, *products: Mapping[str, Any]) -> None:
    """Let these products be seen as well, or again."""
    by = {"maker": "extract", "maker_version": 1}
    rows = [{"input_key": of["listing_key"], **of, **by} for of in products]
    whole = pa.schema([schema("products").field(name) for name in rows[0]])
    append(lake, "extract", {"products": pa.Table.from_pylist(rows, schema=whole)})


def asked(lake: Lake, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of `query` over what is in the lake now."""
    with current(lake) as connection:
        return connection.sql(query).fetchall()


def batches(lake: Lake) -> int:
    """Return how many batches were committed."""
    ((count,),) = asked(lake, "select count(*) from batches")
    return int(count)
