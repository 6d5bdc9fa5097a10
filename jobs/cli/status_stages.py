"""The stages in a state of a home: what each has ahead, and how its last run went."""

from datetime import datetime
from typing import TYPE_CHECKING

from jobs.cli.amounts import counted, span

if TYPE_CHECKING:
    from jobs.operate.state import Ahead, Stage, State

Names = tuple[str, ...]
Rows = list[tuple[object, ...]]
# `harvestman runs` and --json have all of them.
_MOST, _FEWEST = 12, 3
# The line between this table and the one before, its head, and what is left out.
_AROUND = 3
_NAMES = ("stage", "last", "status", "ahead", "in", "took", "out", "a second")
# So many columns fit into a terminal of 80.
_WIDE, _NARROW = 100, 6
_URGENT = {"running": 0, "failed": 1, "lost": 1}


def stage_table(
    state: "State", width: int, room: int | None
) -> tuple[Names, Rows, int]:
    """Return names and rows for `room` lines, and how many stages are left out.

    What runs, failed, or has something ahead comes first, then what ran last.
    """
    ahead = {one.stage: one for one in state.ahead}
    last = {one.stage: one for one in state.stages}

    def rank(name: str) -> int:
        status = last[name].status if name in last else ""
        return _URGENT.get(status, 2 if name in ahead else 3)

    names = sorted([*(name for name in ahead if name not in last), *last], key=rank)
    most = _MOST if room is None else max(room - _AROUND, _FEWEST)
    columns = len(_NAMES) if width >= _WIDE else _NARROW
    rows: Rows = [
        _row(name, last.get(name), ahead.get(name), state.at)[:columns]
        for name in names[:most]
    ]
    return _NAMES[:columns], rows, max(len(names) - most, 0)


def _row(
    name: str, run: "Stage | None", ahead: "Ahead | None", now: datetime
) -> tuple[object, ...]:
    if run is None:
        return (name, "never", "", _ahead(ahead), "", "", "", "")
    return (
        *(name, _ago((now - run.started_at).total_seconds()), run.status),
        *(_ahead(ahead), f"{run.rows_in:,}", span(run.seconds)),
        *(f"{run.rows_out:,}", _pace(run)),
    )


def _pace(run: "Stage") -> str:
    if not run.rows_in or not run.seconds:
        return ""
    pace = run.rows_in / run.seconds
    return f"{pace:,.0f}" if pace >= 100 else f"{pace:.2g}"


def _ahead(one: "Ahead | None") -> str:
    if one is None:
        return ""
    if one.rows is None:
        return "1 batch" if one.batches == 1 else f"{one.batches:,} batches"
    left = "" if one.seconds is None else f", {_short(one.seconds)}"
    return f"{counted(one.rows, 'row')}{left}"


def _ago(seconds: float) -> str:
    return "now" if seconds < 1 else f"{_short(seconds)} ago"


def _short(seconds: float) -> str:
    """Return the largest part of a duration: the rest would only flicker."""
    words = span(max(round(seconds), 1)).split()
    return " ".join(words[:2])
