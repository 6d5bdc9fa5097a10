"""A lake whose offers lie in many small files, as loads every few seconds leave them."""

import pyarrow as pa

from benchmarks._lake import START, Shops
from lake.delta import Change, commit
from lake.durable import locked
from lake.load import append
from lake.notes import note
from lake.parts import parts, written
from lake.store import Lake
from lake.tables import schema

ROWS = 2_000
_COMMON = ("writer", "batch_id", "ingested_at")


def fill_small(lake: Lake, files: int) -> None:
    """Bring offers into `files` files of 2,000 rows, those of each day in their order.

    The first one is loaded as ever; the others are committed at once as rows of the
    same batch, since a thousand loads take a minute that nobody measures here.
    """
    shops = Shops(files * ROWS, max(files * ROWS // 4, ROWS), 100, days=10)
    days = pa.concat_tables(shops.day(number) for number in range(shops.days))
    released = {
        "maker": "extract",
        "maker_version": 1,
        "state": "released",
        "changed_at": START,
    }
    append(lake, "jobs", {"releases": pa.Table.from_pylist([released])})
    slices = [days.slice(at, ROWS) for at in range(0, days.num_rows, ROWS)]
    batch_id = append(lake, "extract", {"offers": slices[0]})
    at = lake.place.table("offers")
    adds = []
    fields = schema("offers")
    for part_of in slices[1:]:
        rows = part_of
        common = ("extract", batch_id, START)
        for name, value in zip(_COMMON, common, strict=True):
            kind = fields.field(name).type
            repeated = pa.repeat(pa.scalar(value, kind), rows.num_rows)
            rows = rows.append_column(name, repeated)
        whole = rows.select(fields.names).cast(fields)
        adds += [written(at, part) for part in parts("offers", whole)]
    with locked(lake.folder / ".loader"):
        note(lake, {"offers": commit(at, Change(adds)).version})
