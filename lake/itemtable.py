"""A Delta table of somebody's own rows, outside the lake: it grows by one commit a run."""

import json
import time
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from lake.durable import sync_file, sync_folder
from lake.errors import ExportRefused

# Of a file's time: coarse on some disks.
_SLACK_S = 2.0


def append(folder: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> str:
    """Add rows to the table in `folder`, made where it is missing; tell of it in JSON."""
    began_at = time.time()
    rows = 0

    def batches() -> Iterable[pa.RecordBatch]:
        nonlocal rows
        for table in tables:
            rows += table.num_rows
            yield from table.to_batches()

    if not len(schema):
        return json.dumps({"table": str(folder), "rows": 0})
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    folder.mkdir(parents=True, exist_ok=True)
    try:
        write_deltalake(str(folder), reader, mode="append", schema_mode="merge")
        version = DeltaTable(str(folder)).version()
    except (DeltaError, pa.ArrowException, OSError) as error:
        raise ExportRefused(
            f"{folder} does not take these rows: {str(error)[:300]}; export to another"
            " table, or make the columns' types what they were"
        ) from error
    _sync(folder, began_at - _SLACK_S)
    return json.dumps({"table": str(folder), "rows": rows, "version": version})


def _sync(folder: Path, since: float) -> None:
    """Wait until what was written since then is on the disk; deltalake does not."""
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_mtime >= since:
            sync_file(path)
    for path in (folder / "_delta_log", folder):
        sync_folder(path)
