"""States of editions of generated products, told to a lake as its stages tell them."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pyarrow as pa

from lake.load import append
from lake.stages import release
from lake.store import Lake
from lake.tables import schema

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KETTLES, LAMPS = "ab12" + "0" * 20, "ab34" + "0" * 20
_numbers = count()
_MAKERS = ("test", "offered")
_COMMON = ("writer", "batch_id", "ingested_at")


def rows_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows that name only the columns that matter."""
    kept = [field for field in schema(name) if field.name not in _COMMON]
    return pa.Table.from_pylist(rows, schema=pa.schema(kept))


def derived(lake: Lake, maker: str = "test", **tables: list[dict[str, Any]]) -> None:
    """Put rows as a stage makes them, each of an input of its own."""
    if lake.table("releases") is None:
        for each in _MAKERS:
            release(lake, each, 1)
    making = {"maker": maker, "maker_version": 1, "input_key": f"i{next(_numbers):04}"}
    told = {
        name: rows_of(name, [row | making for row in rows])
        for name, rows in tables.items()
    }
    made = rows_of("made", [making | {"rows": 1, "made_at": NOW}])
    append(lake, "test", {**told, "made": made})


def tell(lake: Lake, key: str, digest: str | None, *states: str, **facts: Any) -> None:
    """Let an edition be in one state after the other."""
    maker = facts.pop("maker", "test")
    about = {"generated_key": key, "digest": digest, "kind": "comparison"}
    about |= {"title": f"Product {key[:4]}", "quality": 0.5, "path": f"{digest}.pdf"}
    about |= {"as_of": NOW.date()} | facts
    for state in states:
        derived(lake, maker, generated=[about | {"status": state}])
