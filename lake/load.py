"""From the spool into the tables: each batch once, whatever happens in between.

The rows of all waiting batches are appended table by table, the row in `batches` is
appended last, and only then the files are removed. Readers see rows of batches in
`batches` alone, so that last append is the commit. A loader that died is followed by
one that leaves out what its tables already have.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import structlog

from lake.clock import utc_now
from lake.commits import append_all, commit_all, fresh, row_count
from lake.durable import locked, sync_folder
from lake.errors import SpoolFileBroken
from lake.homes import check_ours, home_name, keep_numbers, of_home
from lake.notes import noted
from lake.spool import Spool
from lake.spoolfile import Batch, read
from lake.store import Lake
from lake.waiting import pending

if TYPE_CHECKING:
    from deltalake import DeltaTable

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one load took in."""

    batches: int = 0
    rows: int = 0
    set_aside: int = 0


def append(lake: Lake, writer: str, rows: Mapping[str, pa.Table]) -> str:
    """Put `rows` as one batch of `writer` and load it; return its batch_id."""
    batch_id = Spool(lake.home, writer).put(rows)
    load(lake)
    return batch_id


def load(
    lake: Lake,
    *,
    now: Callable[[], datetime] = utc_now,
    step: Callable[[str], None] = lambda name: None,
) -> Loaded:
    """Take every waiting batch into the lake; `step` is told of each step done."""
    with locked(lake.folder / ".loader"):
        total = Loaded()
        for paths in _groups(lake):
            found = _read(lake, paths)
            held = lake.table("batches")
            new = _new(lake, held, list(found.values()))
            if new:
                versions = append_all(lake, noted(lake, held), new, step)
                commit_all(lake, new, versions, now())
                step("committed")
            if lake.place.bucket:
                keep_numbers(lake.home, found.values())
            _remove(lake.home / "spool", list(found), step)
            total = Loaded(
                total.batches + len(new),
                total.rows + sum(row_count(batch) for batch in new),
                total.set_aside + len(paths) - len(found),
            )
    if total != Loaded():
        log.info("lake.loaded", batches=total.batches, rows=total.rows)
    return total


def _groups(lake: Lake) -> Iterator[list[Path]]:
    """Split the waiting files, in order, into groups that fit into memory."""
    group: list[Path] = []
    size = 0
    for path in pending(lake.home):
        size += path.stat().st_size
        if group and size > lake.settings.load_bytes:
            yield group
            group, size = [], path.stat().st_size
        group.append(path)
    if group:
        yield group


def _new(lake: Lake, held: "DeltaTable | None", batches: list[Batch]) -> list[Batch]:
    new = fresh(held, batches)
    if lake.place.bucket:
        numbers = {batch.about.batch_id for batch in new}
        had = [batch for batch in batches if batch.about.batch_id not in numbers]
        check_ours(held, had)
    return new


def _read(lake: Lake, paths: list[Path]) -> dict[Path, Batch]:
    name = home_name(lake.home) if lake.place.bucket else None
    found = {}
    for path in paths:
        try:
            found[path] = of_home(read(path), name) if name else read(path)
        except SpoolFileBroken as error:
            _set_aside(path, str(error))
    return found


def _set_aside(path: Path, reason: str) -> None:
    aside = path.with_name(f"{path.name}.bad")
    path.rename(aside)
    log.error("lake.spool_file_set_aside", file=str(aside), reason=reason)


def _remove(spool: Path, paths: list[Path], step: Callable[[str], None]) -> None:
    for path in paths:
        path.unlink()
        step(f"removed {path.name}")
    sync_folder(spool)
