"""Rows on their way to the lake: typed as their table says, with their input's key."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from lake.tables import schema


def table(name: str, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Return `rows` as the lake's table `name`, without what the runner adds."""
    whole = schema(name, common=False).append(pa.field("input_key", pa.string()))
    return pa.Table.from_pylist(list(rows), schema=whole)
