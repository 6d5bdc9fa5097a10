"""Rows for programs: JSON lines, CSV or Parquet, to a file or to standard output."""

import json
import sys
from pathlib import Path
from typing import BinaryIO

import click
import pyarrow as pa
from pyarrow import csv, parquet


def write_rows(rows: pa.Table, form: str, output: Path | None) -> None:
    """Write `rows` in `form` to `output`, or to standard output."""
    if output is None:
        if form == "parquet" and sys.stdout.isatty():
            raise click.UsageError(
                "Parquet is not for a terminal; name a file with -o."
            )
        _write(rows, form, sys.stdout.buffer)
        return
    with output.open("wb") as file:
        _write(rows, form, file)


def _write(rows: pa.Table, form: str, file: BinaryIO) -> None:
    if form == "parquet":
        parquet.write_table(rows, file, compression="zstd")
    elif form == "csv":
        csv.write_csv(_flat(rows), file)
    else:
        for row in rows.to_pylist():
            file.write(json.dumps(row, default=str).encode() + b"\n")
    file.flush()


def _flat(rows: pa.Table) -> pa.Table:
    """Return `rows` with lists and records as JSON text, which CSV can hold."""
    for at, field in enumerate(rows.schema):
        if pa.types.is_nested(field.type):
            texts = [json.dumps(value, default=str) for value in rows[at].to_pylist()]
            rows = rows.set_column(at, field.name, pa.array(texts, pa.string()))
    return rows
