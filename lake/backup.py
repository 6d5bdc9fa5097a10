"""What of a lake belongs into a backup: all tables as readers see them at one moment.

Files of the versions that the newest note names, and the log up to there. A batch that
is being loaded is not in it: it lies in the spool, which is kept before this is asked.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import msgspec

from lake.datafiles import data_files
from lake.durable import locked
from lake.notes import opened_with_notes
from lake.store import Lake

_ENTRY = re.compile(r"(\d{20})\.(json|checkpoint(\.\d+\.\d+)?\.parquet)")
_LAST = "_last_checkpoint"


class _Last(msgspec.Struct):
    version: int


def held(lake: Lake) -> AbstractContextManager[BinaryIO]:
    """Keep away who removes files, while the block runs; all others go on."""
    return locked(lake.folder / ".compact")


def versions(lake: Lake) -> dict[str, int]:
    """Return the version of each table that readers see now."""
    batches, notes = opened_with_notes(lake)
    if batches is None:
        return {}
    found = {name: of.version for name, of in notes.items() if of.version >= 0}
    return {"batches": batches.version(), **found}


def files(lake: Lake, name: str, version: int) -> Iterator[Path]:
    """Return every file and folder of a table up to `version`, the log first."""
    folder = lake.folder / name
    log = folder / "_delta_log"
    yield folder
    yield log
    yield from sorted(path for path in log.iterdir() if _is_of(path, version))
    days: set[Path] = set()
    for file in data_files(lake.table(name, version)):
        path = folder / file.path
        if path.parent not in {folder, *days}:
            days.add(path.parent)
            yield path.parent
        yield path


def _is_of(path: Path, version: int) -> bool:
    if path.name == _LAST:
        try:
            return msgspec.json.decode(path.read_bytes(), type=_Last).version <= version
        except (OSError, msgspec.MsgspecError):
            return False  # Delta finds the newest one by itself
    entry = _ENTRY.fullmatch(path.name)
    return entry is not None and int(entry[1]) <= version
