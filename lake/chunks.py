"""Inputs in pieces of bounded size, all rows of one input in the same piece."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

KEY = "input_key"
POSITION = "_position"


@dataclass(frozen=True, slots=True)
class Chunk:
    """The inputs of one output batch, and the cursor that batch will carry."""

    rows: pa.RecordBatch
    cursor: int


def chunks(batches: Iterable[pa.RecordBatch], rows: int, head: int) -> Iterator[Chunk]:
    """Yield `batches`, which are in order of position, as chunks of about `rows`."""
    rest: pa.Table | None = None
    for batch in batches:
        table = pa.Table.from_batches([batch])
        rest = table if rest is None else pa.concat_tables([rest, table])
        while (end := _end(rest, rows)) < rest.num_rows:
            following = rest.column(POSITION)[end].as_py()
            # All that lies before the next input's batch has been read.
            yield Chunk(_whole(rest.slice(0, end)), following - 1)
            rest = rest.slice(end)
    if rest is not None and rest.num_rows:
        yield Chunk(_whole(rest), head)


def pieces(batch: pa.RecordBatch, rows: int) -> list[pa.RecordBatch]:
    """Return `batch` in pieces of about `rows`."""
    found = []
    while (end := _end(batch, rows)) < batch.num_rows:
        found.append(batch.slice(0, end))
        batch = batch.slice(end)
    return [*found, batch]


def halves(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch] | None:
    """Return the two halves of `batch`, or None when it is a single input."""
    keys = batch.column(KEY).to_pylist()
    starts = [i for i in range(1, len(keys)) if keys[i] != keys[i - 1]]
    if not starts:
        return None
    middle = starts[len(starts) // 2]
    return batch.slice(0, middle), batch.slice(middle)


def _end(table: pa.Table | pa.RecordBatch, rows: int) -> int:
    """Return where the piece ends: after `rows`, or further on where an input ends."""
    end = min(rows, table.num_rows)
    keys = table.column(KEY)
    while end < table.num_rows and keys[end].as_py() == keys[end - 1].as_py():
        end += 1
    return end


def _whole(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]
