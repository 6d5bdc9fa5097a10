"""What a stage gave becomes one batch: files first, then rows, books and cursor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from lake.durable import refusal, write
from lake.errors import StageRefused
from lake.load import load
from lake.making import Outcome
from lake.spool import Progress, Spool
from lake.stage import Stage
from lake.store import Lake
from lake.tables import schema


@dataclass(slots=True)
class Books:
    """What is written beside the rows: is the version new, and what time is it."""

    is_new_version: bool
    now: Callable[[], datetime]


class Commit:
    """Commits the outcomes of one stage, one batch each."""

    def __init__(self, lake: Lake, stage: Stage, books: Books) -> None:
        self._lake = lake
        self._stage = stage
        self._books = books
        self._spool = Spool(lake.home, stage.name, now=books.now)

    def __call__(self, outcome: Outcome, cursor: int) -> int:
        """Commit `outcome`; return how many rows it has."""
        for path, content in outcome.files:
            self._write(path, content)
        rows = dict(outcome.rows)
        rows["made"] = self._made(outcome)
        if self._books.is_new_version:
            rows["releases"] = self._release()
        by = Progress(self._stage.name, self._stage.version, cursor)
        self._spool.put(rows, by=by)
        self._books.is_new_version = False
        load(self._lake, now=self._books.now)
        return sum(table.num_rows for table in outcome.rows.values())

    def _write(self, path: str, content: bytes) -> None:
        folder = (self._lake.home / (self._stage.files or "")).resolve()
        target = (folder / path).resolve()
        # A link that was laid inside the folder could still lead out of it.
        if not target.is_relative_to(folder):
            raise StageRefused(f"{self._stage.name}: {path!r} leads out of {folder}")
        _make_folder(target.parent)
        write(target, content)

    def _made(self, outcome: Outcome) -> pa.Table:
        at = self._books.now()
        done = [(key, rows, None) for key, rows in outcome.counts.items()]
        wrong = [(key, 0, error) for key, error in outcome.errors.items()]
        rows = [
            {
                "input_key": key,
                "maker": self._stage.name,
                "maker_version": self._stage.version,
                "rows": count,
                "error": error,
                "made_at": at,
            }
            for key, count, error in (*done, *wrong)
        ]
        return pa.Table.from_pylist(rows, schema=schema("made", common=False))

    def _release(self) -> pa.Table:
        row = {
            "maker": self._stage.name,
            "maker_version": self._stage.version,
            "state": "released",
            "changed_at": self._books.now(),
        }
        return pa.Table.from_pylist([row], schema=schema("releases", common=False))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refusal(path, error) from error
