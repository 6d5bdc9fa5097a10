"""One batch as one file: the rows of all its tables, whole and checked.

The file is an Arrow IPC file with one row a table: its name, the table as an Arrow
stream, and a checksum of that stream, since Arrow has none. What the batch is (its
writer, its number, the stage that made it) stands in the schema's metadata.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import pyarrow as pa

from lake.errors import SpoolFileBroken

_SCHEMA = pa.schema(
    [("table", pa.string()), ("crc32", pa.int64()), ("stream", pa.large_binary())]
)
_ABOUT = b"harvestman.batch"


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


def file_name(writer: str, number: int) -> str:
    """Return the name of a batch's file; names sort as batches follow each other."""
    return f"{writer}-{number:012d}.arrow"


def writer_and_number(path: Path) -> tuple[str, int]:
    """Return what `file_name` was given."""
    writer, _, number = path.name.partition(".arrow")[0].rpartition("-")
    return writer, int(number)


def encoded(batch: Batch) -> bytes:
    """Return the content of the batch's file."""
    streams = [_stream(table) for table in batch.rows.values()]
    columns = [
        pa.array(batch.rows, pa.string()),
        pa.array([zlib.crc32(stream) for stream in streams], pa.int64()),
        pa.array(streams, pa.large_binary()),
    ]
    about = _SCHEMA.with_metadata({_ABOUT: msgspec.json.encode(batch.about)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, about) as file:
        file.write_batch(pa.record_batch(columns, schema=about))
    return sink.getvalue().to_pybytes()


def read(path: Path) -> Batch:
    """Return the batch in `path`; the rows stay in the file until they are used."""
    try:
        return _read(path)
    except (pa.ArrowException, msgspec.MsgspecError, KeyError, OSError) as error:
        raise SpoolFileBroken(f"{path} is torn or was changed: {error}") from error


def _read(path: Path) -> Batch:
    with pa.ipc.open_file(pa.memory_map(str(path))) as file:
        about = msgspec.json.decode(file.schema.metadata[_ABOUT], type=About)
        content = file.read_all()
    rows = {}
    for name, checksum, stream in zip(*content.columns, strict=True):
        data = stream.as_buffer()
        if zlib.crc32(data) != checksum.as_py():
            raise SpoolFileBroken(f"{path}: the rows of {name} fail their checksum")
        with pa.ipc.open_stream(data) as table:
            rows[name.as_py()] = table.read_all()
    return Batch(about, rows)


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()
