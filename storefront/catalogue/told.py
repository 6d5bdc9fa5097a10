"""What the lake is told of a snapshot: a row of its table `catalogue` for each item."""

from itertools import islice
from pathlib import Path

import msgspec
import pyarrow as pa

from lake.tables import schema
from storefront.catalogue.packing import unpacked

_AT_ONCE = 10_000


class _Told(msgspec.Struct, frozen=True):
    sku: str
    group_key: str
    title: str
    price_minor: int | None
    score: float | None


_told = msgspec.msgpack.Decoder(_Told).decode


def told(packed: Path, snapshot: str) -> pa.Table:
    """Return what the shop sells from now on: the items in the file `packed`."""
    shape = schema("catalogue", common=False)
    bodies = (_told(body) for _, body in unpacked(packed))
    batches = []
    while some := list(islice(bodies, _AT_ONCE)):
        rows = [
            msgspec.structs.asdict(one) | {"snapshot": snapshot, "status": "listed"}
            for one in some
        ]
        batches.append(pa.RecordBatch.from_pylist(rows, schema=shape))
    return pa.Table.from_batches(batches, schema=shape)
