"""Rows without end, to a file or to standard output, a chunk at a time.

A file appears under its name when all rows are in it: whoever opens it sees them all.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import click
import pyarrow as pa
from pyarrow import csv, parquet

FORMS = ("jsonl", "csv", "parquet")
_CHUNK = 10_000

Row = dict[str, Any]


def form_of(output: Path | None) -> str:
    """Return the form that a file's name asks for."""
    if output is None:
        return "jsonl"
    form = output.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise click.UsageError(
            f"{output}: its name should end in .{', .'.join(FORMS)}; or give --format."
        )
    return form


def rows_to(
    output: Path | None, form: str, schema: pa.Schema, rows: Iterable[Row]
) -> int:
    """Write `rows` and return how many there were."""
    if output is None and form == "parquet" and sys.stdout.isatty():
        raise click.UsageError("Parquet is not for a terminal; name a file with -o.")
    count = 0
    with _opened(output) as file, _writer(form, file, schema) as write:
        waiting = iter(rows)
        while chunk := list(islice(waiting, _CHUNK)):
            write(chunk)
            count += len(chunk)
    return count


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Whoever reads us has seen enough; what is buffered must not fail at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None
        return
    beside = output.with_name(f".{output.name}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _writer(
    form: str, file: BinaryIO, schema: pa.Schema
) -> Iterator[Callable[[list[Row]], object]]:
    if form == "jsonl":
        yield lambda rows: file.writelines(_lines(rows))
        return
    if form == "csv":
        writer = csv.CSVWriter(file, schema)
    else:
        writer = parquet.ParquetWriter(file, schema, compression="zstd")
    with writer:
        yield lambda rows: writer.write_table(pa.Table.from_pylist(rows, schema))


def _lines(rows: list[Row]) -> Iterator[bytes]:
    return (json.dumps(row).encode() + b"\n" for row in rows)
