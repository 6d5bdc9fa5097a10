"""What is ahead of each stage, and how long that takes where it can be told."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from jobs.operate.state import Ahead, Stage
from lake.settings import LakeSettings

# The pace of a run over a handful of rows is that of its beginning.
_FEWEST = 50
First = dict[str, tuple[datetime, datetime, int]]


def look_ahead(home: Path, settings: LakeSettings) -> list[Ahead]:
    """Return what the lake's books say is ahead of stages."""
    from lake.ahead import ahead

    return [
        Ahead(stage=one.stage, batches=one.batches, rows=one.rows)
        for one in ahead(home, settings)
    ]


def with_times(
    found: Sequence[Ahead], stages: Sequence[Stage], first: First, now: datetime
) -> list[Ahead]:
    """Return it with times; `first` keeps what was ahead when a run was first seen."""
    last = {one.stage: one for one in stages}
    return [
        msgspec.structs.replace(one, seconds=_seconds(one, last[one.stage], first, now))
        if one.stage in last
        else one
        for one in found
    ]


def _seconds(one: Ahead, run: Stage, first: First, now: datetime) -> float | None:
    if one.rows is None:
        return None
    pace = _this_pace(one.rows, run, first, now) if run.status == "running" else None
    if run.status == "done" and run.rows_in >= _FEWEST and run.seconds > 0:
        pace = run.rows_in / run.seconds
    return round(one.rows / pace, 1) if pace else None


def _this_pace(rows: int, run: Stage, first: First, now: datetime) -> float | None:
    """Return the rows a second since this run was first seen at work."""
    seen = first.get(run.stage)
    if seen is None or seen[0] != run.started_at or seen[2] < rows:
        first[run.stage] = run.started_at, now, rows
        return None
    seconds = (now - seen[1]).total_seconds()
    return (seen[2] - rows) / seconds if seconds > 0 else None
