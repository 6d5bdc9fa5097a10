"""One batch as one file: the rows of all its tables, whole and checked.

The file is an Arrow IPC file with one row a table: its name, the table as an Arrow
stream, and a checksum of that stream, since Arrow has none. What the batch is (its
writer, its number, the stage that made it) stands in the schema's metadata, and the
columns that every row of the lake has are made from that when the file is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

import msgspec
import numpy as np
import pyarrow as pa

from lake.columns import COMMON
from lake.errors import NoSuchTable, SpoolFileBroken
from lake.tables import schema

_SCHEMA = pa.schema(
    [("table", pa.string()), ("crc32", pa.int64()), ("stream", pa.large_binary())]
)
_TORN = (pa.ArrowException, msgspec.MsgspecError, ValueError, KeyError)
_ABOUT = b"harvestman.batch"
_ABOUT_CRC32 = b"harvestman.batch.crc32"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch is, beside its rows."""

    writer: str
    number: int
    ingested_at: datetime
    maker: str | None = None
    maker_version: int | None = None
    cursor: int | None = None

    @property
    def batch_id(self) -> str:
        """The name of the batch in every table."""
        return f"{self.writer}-{self.number}"


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch is and the rows it brings, ready for their tables."""

    about: About
    rows: Mapping[str, pa.Table]


def write_batch(out: BinaryIO, about: About, rows: Mapping[str, pa.Table]) -> None:
    """Write the batch's file; `rows` come without the common columns."""
    told = msgspec.json.encode(about)
    whole = _SCHEMA.with_metadata({_ABOUT: told, _ABOUT_CRC32: b"%d" % crc32(told)})
    with pa.ipc.new_file(out, whole) as file:
        for name, table in rows.items():
            stream = _stream(table)
            columns = [[name], [crc32(stream)], _binary(stream)]
            arrays = map(pa.array, columns, _SCHEMA.types)
            file.write_batch(pa.record_batch(list(arrays), schema=whole))


def read(path: Path) -> Batch:
    """Return the batch in `path`; the rows stay in the file until they are used."""
    try:
        return _read(path)
    except (*_TORN, OSError) as error:
        raise SpoolFileBroken(f"{path} is torn or was changed: {error}") from error
    except NoSuchTable as error:
        raise SpoolFileBroken(f"{path} is of another version: {error}") from error


def _read(path: Path) -> Batch:
    with pa.ipc.open_file(pa.memory_map(str(path))) as file:
        about = _about(path, file.schema.metadata)
        content = file.read_all()
    content.cast(_SCHEMA).validate(full=True)
    names, checksums = (column.to_pylist() for column in content.columns[:2])
    rows = {}
    for name, checksum, data in zip(
        names, checksums, _values(content.column("stream")), strict=True
    ):
        if crc32(data) != checksum:
            raise SpoolFileBroken(f"{path}: the rows of {name} fail their checksum")
        with pa.ipc.open_stream(data) as table:
            rows[name] = _whole(name, table.read_all(), about)
    return Batch(about, rows)


def _about(path: Path, metadata: Mapping[bytes, bytes]) -> About:
    told = metadata[_ABOUT]
    # Files of the first version have no checksum of it.
    if metadata.get(_ABOUT_CRC32, b"%d" % crc32(told)) != b"%d" % crc32(told):
        raise SpoolFileBroken(f"{path}: what it says of itself fails its checksum")
    return msgspec.json.decode(told, type=About)


def _whole(name: str, given: pa.Table, about: About) -> pa.Table:
    """Return `given` with every column of the table `name`.

    What an older version wrote may have the common columns, and lack newer ones.
    """
    values = (about.writer, about.batch_id, about.ingested_at)
    common = dict(zip((column.name for column in COMMON), values, strict=True))
    wanted = schema(name)
    columns = [
        given.column(field.name)
        if field.name in given.column_names
        else pa.repeat(pa.scalar(common.get(field.name), field.type), given.num_rows)
        for field in wanted
    ]
    return pa.Table.from_arrays(columns, schema=wanted)


def _stream(table: pa.Table) -> pa.Buffer:
    """Return `table` as an Arrow stream, in a buffer that is just large enough."""
    # One that grows costs more than all the rest: each time, new memory is touched. For
    # the same reason it comes from the system, which keeps it for the next batch.
    measured = pa.MockOutputStream()
    _write_stream(measured, table)
    buffer = pa.allocate_buffer(measured.size(), memory_pool=pa.system_memory_pool())
    _write_stream(pa.FixedSizeBufferWriter(buffer), table)
    return buffer


def _write_stream(sink: pa.NativeFile, table: pa.Table) -> None:
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)


def _binary(data: pa.Buffer) -> pa.Array:
    """Return `data` as the one value of an array, without a copy."""
    ends = pa.py_buffer(np.array([0, data.size], np.int64))
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), 1, [None, ends, data])


def _values(binary: pa.ChunkedArray) -> Iterator[pa.Buffer]:
    """Return the values where they lie; Arrow's own scalars are copies."""
    for chunk in binary.chunks:
        _, ends, data = chunk.buffers()
        places = np.frombuffer(ends, np.int64)[chunk.offset :][: len(chunk) + 1]
        for start, end in pairwise(places.tolist()):
            yield data.slice(start, end - start)
