"""Look for a word in every byte below a folder, also in what is packed or encoded."""

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

_ZSTD = b"\x28\xb5\x2f\xfd"
_SKIPPED = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
_DICTIONARY = b"\x37\xa4\x30\xec"
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_MOST_FRAME = 1 << 28


def naming(folder: Path, word: str) -> list[str]:
    """Return each file below `folder` that says `word`, and how it is hidden there."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if word.lower() in name.lower():
            found.append(f"{name}: its name")
        if path.is_file() and not path.is_symlink():
            found += [f"{name}: {how}" for how in _hidden(path, word)]
    return found


def _hidden(path: Path, word: str) -> Iterator[str]:
    said = re.compile(
        b"|".join(re.escape(word.encode(code)) for code in ("utf-8", "utf-16-le")),
        re.IGNORECASE,
    )
    data = path.read_bytes()
    for how, unpack in _WAYS.items():
        if any(said.search(part) for part in unpack(path, data)):
            yield how


def _raw(_: Path, data: bytes) -> Iterator[bytes]:
    yield data


def _zstd(_: Path, data: bytes) -> Iterator[bytes]:
    """Unpack each frame, with each dictionary that the file brings or without one."""
    packed = [found.start() for found in re.finditer(re.escape(_ZSTD), data)]
    dictionaries = list(_dictionaries(data))
    yield from dictionaries
    ways = [None, *(zstandard.ZstdCompressionDict(one) for one in dictionaries)]
    for at in packed:
        for way in ways:
            with suppress(zstandard.ZstdError):
                unpacker = zstandard.ZstdDecompressor(dict_data=way)
                yield unpacker.decompressobj().decompress(data[at:])


def _dictionaries(data: bytes) -> Iterator[bytes]:
    for found in _SKIPPED.finditer(data):
        size = int.from_bytes(data[found.end() : found.end() + 4], "little")
        body = data[found.end() + 4 : found.end() + 4 + size]
        if body.startswith(_ZSTD):
            with suppress(zstandard.ZstdError):
                yield zstandard.ZstdDecompressor().decompress(body, _MOST_FRAME)
        elif body.startswith(_DICTIONARY):
            yield body
    if data.startswith(_DICTIONARY):
        yield data


def _gzip(_: Path, data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)


def _zlib(path: Path, data: bytes) -> Iterator[bytes]:
    """Unpack streams in a PDF, or in a log of the frontier."""
    if path.suffix in (".pdf", ".log"):
        for found in _ZLIB.finditer(data):
            with suppress(zlib.error):
                yield zlib.decompressobj().decompress(data[found.start() :])


def _parquet(_: Path, data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PAR1"):
        file = pq.ParquetFile(io.BytesIO(data))
        yield str(file.metadata.metadata).encode()
        for group in range(file.num_row_groups):
            yield from _columns(file.read_row_group(group))
            for at in range(file.metadata.num_columns):
                yield str(file.metadata.row_group(group).column(at).statistics).encode()


def _arrow(_: Path, data: bytes) -> Iterator[bytes]:
    if data.startswith(b"ARROW1"):
        with pa.ipc.open_file(io.BytesIO(data)) as file:
            outer = file.read_all()
        yield from _columns(outer)
        for stream in outer.column("stream") if "stream" in outer.column_names else ():
            with pa.ipc.open_stream(stream.as_buffer()) as inner:
                yield from _columns(inner.read_all())


def _duckdb(path: Path, data: bytes) -> Iterator[bytes]:
    if path.suffix != ".duckdb":
        return
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS looked (READ_ONLY)")
        views = connection.execute("SELECT sql, comment FROM duckdb_views()").fetchall()
        yield str(views).encode()
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'looked'"
        ).fetchall():
            yield from _columns(
                connection.sql(f'FROM looked."{name}"').to_arrow_table()
            )


def _columns(table: pa.Table) -> Iterator[bytes]:
    for column in table.columns:
        if not pa.types.is_large_binary(column.type):
            yield str(column.to_pylist()).encode("utf-8", "surrogatepass")


_WAYS: dict[str, Callable[[Path, bytes], Iterator[bytes]]] = {
    "as it is": _raw,
    "in zstd": _zstd,
    "in gzip": _gzip,
    "in zlib": _zlib,
    "in Parquet": _parquet,
    "in Arrow": _arrow,
    "in DuckDB": _duckdb,
}
