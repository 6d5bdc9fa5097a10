"""Segments of the shop into the lake's shop_events: each event once.

    take in what a run before left in the spool
    see how far the segments go at one moment       (cut.py: no fact before its cause)
    ask the lake how far it knows each segment      (rows tell where they ended)
    leave out facts of orders that are there        (their worker died and told them anew)
    one batch with what is behind that              (a batch is there whole or not)
    note how far each segment is known              (before rows are erased)
    remove segments that are known to their end and that nobody writes to
    erase the rows of visitors who want it or whose time is over, their wish included

Whatever dies in between, the next run asks again and finds the same. Files still being
written are read up to their last whole line.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import structlog

from lake.clock import utc_now
from lake.durable import locked, write
from lake.errors import LakeBusy
from lake.forget import erase_visitors
from lake.load import append, load
from lake.sql import current
from lake.store import Lake
from lake.tables import schema
from storefront.events.agreed import LASTS_S
from storefront.events.cut import cut
from storefront.events.once import once
from storefront.events.reading import Read, held, read, segments
from storefront.events.segments import FOLDER

log = structlog.get_logger()

WRITER = "shop"
_BATCH_BYTES = 64_000_000
# Files that are held at the same time; a process may have 1,024 of them open.
_MOST_FILES = 200
_NOTE = ".known.json"
_KNOWN = """
SELECT segment, max(place) FROM shop_events
WHERE segment IN (SELECT unnest($names)) GROUP BY segment
"""
# Those who ask for it, and those whose agreement has ended: it is their oldest row.
_TO_FORGET = """
SELECT visitor FROM shop_events WHERE visitor IS NOT NULL
GROUP BY visitor HAVING bool_or(kind = 'forget') OR min(ts) < $ended
    OR list_contains($unwanted::VARCHAR[], visitor)
"""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What one run brought into the lake."""

    events: int = 0
    segments: int = 0
    damaged: int = 0
    forgotten: int = 0


def take(
    lake: Lake,
    *,
    unwanted: Collection[str] = (),
    lasts: timedelta = timedelta(seconds=LASTS_S),
    now: Callable[[], datetime] = utc_now,
) -> Taken:
    """Bring what happened in the shop into the lake; forget whose time has come.

    That is after `lasts`, and at once for visitors who are `unwanted`: they were
    erased, and their cookie may not know.
    """
    total = Taken()
    with locked(lake.folder / ".events"):
        load(lake)
        sizes = cut(lake.home / FOLDER)
        for group in _groups(sizes):
            total = _added(total, _take(lake, group, sizes))
        total = msgspec.structs.replace(
            total, forgotten=_forget(lake, unwanted, now() - lasts)
        )
    if total != Taken():
        log.info("events_taken", **msgspec.structs.asdict(total))
    return total


def _take(lake: Lake, paths: Sequence[Path], sizes: Mapping[Path, int]) -> Taken:
    # Held from before the read until they are gone: a process that made a file and
    # has not locked it yet must not begin to write what is about to be removed.
    with ExitStack() as holding:
        free = [path for path in paths if holding.enter_context(held(path))]
        # What grew behind the cut is for the next run.
        closed = {path for path in free if path.stat().st_size == sizes[path]}
        return _taken(lake, {path: sizes[path] for path in paths}, closed)


def _taken(lake: Lake, sizes: Mapping[Path, int], closed: set[Path]) -> Taken:
    known = _known(lake, [path.name for path in sizes])
    found = {
        path: read(path, known.get(path.name, 0), until)
        for path, until in sizes.items()
    }
    told = [row for path, one in found.items() for row in _rows(path, one)]
    rows = once(lake, told)
    if rows:
        wanted = schema("shop_events", common=False)
        table = pa.Table.from_pylist(rows, schema=wanted)
        append(lake, WRITER, {"shop_events": table})
    _note(lake.home, {path: one.end for path, one in found.items()}, closed)
    for path in closed:
        path.unlink(missing_ok=True)
    # What is torn in a file that still grows may only not be written to its end yet.
    damaged = sum(found[path].damaged for path in closed)
    if damaged:
        log.warning("events_damaged", lines=damaged)
    return Taken(events=len(rows), segments=len(closed), damaged=damaged)


def _known(lake: Lake, names: list[str]) -> dict[str, int]:
    """Return how far each segment was taken; rows of it may have been erased since."""
    known = _noted(lake.home)
    with current(lake, ["shop_events"]) as connection:
        for name, place in connection.execute(_KNOWN, {"names": names}).fetchall():
            known[name] = max(place, known.get(name, 0))
    return known


def _noted(home: Path) -> dict[str, int]:
    try:
        told = (home / FOLDER / _NOTE).read_bytes()
        return msgspec.json.decode(told, type=dict[str, int])
    except (FileNotFoundError, msgspec.MsgspecError):
        return {}


def _note(home: Path, ends: dict[Path, int], closed: set[Path]) -> None:
    there = {path.name for path in segments(home)} - {path.name for path in closed}
    ends_by_name = {path.name: end for path, end in ends.items()}
    known = {**_noted(home), **ends_by_name}
    kept = {name: end for name, end in known.items() if name in there}
    write(home / FOLDER / _NOTE, msgspec.json.encode(kept))


def _forget(lake: Lake, unwanted: Collection[str], ended: datetime) -> int:
    """Erase the rows of those to forget; a busy lake does it the next time."""
    named = {"ended": ended, "unwanted": list(unwanted)}
    with current(lake, ["shop_events"]) as connection:
        asked = connection.execute(_TO_FORGET, named).fetchall()
    if not asked:
        return 0
    try:
        return erase_visitors(lake, [visitor for (visitor,) in asked])
    except LakeBusy as error:
        log.warning("forgetting_waits", reason=str(error))
        return 0


def _rows(path: Path, found: Read) -> Iterable[dict[str, Any]]:
    for place, event in found.events:
        yield {
            **msgspec.structs.asdict(event),
            "segment": path.name,
            "place": place,
        }


def _groups(paths: Iterable[Path]) -> Iterable[list[Path]]:
    """Split segments into groups that fit into memory, and may be open together."""
    group: list[Path] = []
    size = 0
    for path in paths:
        size += path.stat().st_size
        if group and (size > _BATCH_BYTES or len(group) >= _MOST_FILES):
            yield group
            group, size = [], path.stat().st_size
        group.append(path)
    if group:
        yield group


def _added(one: Taken, other: Taken) -> Taken:
    return Taken(
        **{
            name: value + getattr(other, name)
            for name, value in msgspec.structs.asdict(one).items()
        }
    )
