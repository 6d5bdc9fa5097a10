"""Whose a batch is, where several homes load into the tables of one bucket.

The lake takes a number of a writer once. Two homes may both have a writer `crawl`, who
each count from 1, so in a bucket a writer's name has the home's behind it:

    home A: crawl 1, 2, 3 ..   ->   crawl.5f0c9a31-1, crawl.5f0c9a31-2 ..
    home B: crawl 1, 2 ..      ->   crawl.c2d4e6f8-1 ..

A home gets its name when it first loads. A home that is copied keeps it, and then one
of the two is refused as soon as their numbers meet.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from lake.durable import locked, sync_file, sync_folder, write
from lake.errors import NotOurBatch
from lake.settings import LakeSettings
from lake.spoolfile import About, Batch

if TYPE_CHECKING:
    from deltalake import DeltaTable

_FILE = ".home"
_NAMED = ("writer", "batch_id")


def home_name(home: Path) -> str:
    """Return the name of `home`, which it gets when it is first asked for."""
    path = home / "spool" / _FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.with_name(f"{_FILE}.lock")):
            if not path.exists():
                write(path, secrets.token_hex(4).encode())
    return path.read_text()


def warc_writer(home: Path, settings: LakeSettings, writer: str) -> str:
    """Return the name in `writer`'s WARC files: no two homes may have one file name."""
    return f"{writer}-{home_name(home)}" if settings.tables else writer


def of_home(batch: Batch, name: str) -> Batch:
    """Return `batch` as the batch of the home `name`."""
    about = msgspec.structs.replace(batch.about, writer=f"{batch.about.writer}.{name}")
    rows = {table: _renamed(found, about) for table, found in batch.rows.items()}
    return replace(batch, about=about, rows=rows)


def keep_numbers(home: Path, batches: Iterable[Batch]) -> None:
    """Sync the last number of each writer, before the files that show it vanish.

    A writer does not ask a bucket for its number, and must never use one again.
    """
    spool = home / "spool"
    name = home_name(home)
    for writer in {batch.about.writer.removesuffix(f".{name}") for batch in batches}:
        if (last := spool / f".{writer}.last").exists():
            sync_file(last)
    sync_folder(spool)


def check_ours(held: "DeltaTable | None", batches: Sequence[Batch]) -> None:
    """Refuse `batches` that the lake has from somebody else."""
    if held is None or not batches:
        return
    times = {batch.about.batch_id: batch.about.ingested_at for batch in batches}
    is_one = pc.field("batch_id").isin(list(times))
    rows = held.to_pyarrow_dataset().to_table(["batch_id", "ingested_at"], is_one)
    found = dict(zip(*(column.to_pylist() for column in rows.columns), strict=True))
    for batch_id, time in times.items():
        if found.get(batch_id) != time:
            raise NotOurBatch(
                f"the lake has another batch {batch_id}: this home is a copy of one "
                f"that loads there too; remove {_FILE} from its spool folder and load "
                "again, which gives it a name of its own"
            )


def _renamed(rows: pa.Table, about: About) -> pa.Table:
    for column in _NAMED:
        index = rows.schema.get_field_index(column)
        field = rows.schema.field(index)
        value = pa.scalar(getattr(about, column), field.type)
        rows = rows.set_column(index, field, pa.repeat(value, rows.num_rows))
    return rows
