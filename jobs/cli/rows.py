"""Rows for programs, to a file or to standard output, as they come.

A file appears under its name when all rows are in it: whoever opens it sees them all.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import click
import pyarrow as pa

from lake.export import check_place
from lake.formats import FORMS, writing

_CHUNK = 10_000

Row = dict[str, Any]


def form_of(output: Path | None, otherwise: str = "jsonl") -> str:
    """Return the form that a file's name asks for."""
    if output is None:
        return otherwise
    form = output.suffix.lstrip(".").lower()
    if form not in FORMS:
        raise click.UsageError(
            f"{output}: its name should end in .{', .'.join(FORMS)}; or give --format."
        )
    return form


def batches_of(schema: pa.Schema, rows: Iterable[Row]) -> Iterator[pa.Table]:
    """Return `rows` in batches."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, _CHUNK)):
        yield pa.Table.from_pylist(chunk, schema)


def write_rows(
    output: Path | None, form: str, schema: pa.Schema, batches: Iterable[pa.Table]
) -> int:
    """Write the rows of `batches` and return how many there were."""
    if output is None and form in {"parquet", "xlsx"} and sys.stdout.isatty():
        raise click.UsageError(f"{form} is not for a terminal; name a file with -o.")
    count = 0
    with opened(output) as file, writing(form, file, schema) as write:
        for batch in batches:
            write(batch)
            count += batch.num_rows
    return count


@contextmanager
def opened(output: Path | None) -> Iterator[BinaryIO]:
    """Give the file for an answer, which is there when it is whole, or our output."""
    if output is None:
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            # Whoever reads us has seen enough; what is buffered must not fail at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None
        return
    check_place(output)
    beside = output.with_name(f".{output.name}.tmp")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)
