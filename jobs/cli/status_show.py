"""How the state of a home looks to people: what is wrong first, then a table a matter.

What is empty is left out. Stages come last: so many are shown as the screen has room.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from jobs.cli.amounts import counted, size, span
from jobs.cli.status_stages import stage_table
from jobs.cli.table import plain

if TYPE_CHECKING:
    from jobs.operate.state import State

Rows = list[tuple[object, ...]]
_NUMBERS = frozenset(
    {"waiting", "at work", "given up", "done", "failed", "memory", "a minute"}
    | {"in", "out", "took", "pages", "pending", "walls", "a second"}
)
_COLOURS = {"failed": "red", "lost": "red", "dead": "red", "silent": "red"} | {
    "paused": "yellow",
    "running": "green",
    "under way": "green",
}


def page(state: "State", console: Console, height: int | None = None) -> RenderableType:
    """Return everything there is to see, in no more than `height` lines if it can be."""
    parts: list[RenderableType] = [_head(state), *_first(state)]
    parts += _troubles(state, None if height is None else max(height // 10, 1))
    for names, rows in _tables(state):
        parts += [Text(""), _table(names, rows)]
    room = None
    if height is not None:
        room = height - len(console.render_lines(Group(*parts)))
    names, rows, more = stage_table(state, console.width, room)
    if rows:
        parts += [Text(""), _table(names, rows)]
    if more:
        parts.append(Text(f"and {more} more: harvestman runs", style="dim"))
    return Group(*parts)


def _head(state: "State") -> Text:
    fresh, room, now = state.freshness, state.disk, state.at
    crawl = ", a crawl runs" if state.crawling else ""
    said = Text(plain(state.home), style="bold")
    return Text.assemble(
        said,
        f" at {now:%Y-%m-%d %H:%M:%S} UTC{crawl}\n"
        f"fetched {_ago(fresh.fetched_at, now)}, read {_ago(fresh.extracted_at, now)},"
        f" published {_ago(fresh.published_at, now)}\n"
        f"shop: {_shop(state)}\n"
        f"disk: lake {size(room.lake)}, pages {size(room.warc)}, spool"
        f" {size(room.spool)} in {counted(room.spool_files, 'file')},"
        f" {size(room.free)} free",
    )


def _shop(state: "State") -> str:
    fresh = state.freshness
    if fresh.snapshot is None:
        return "nothing is published yet"
    told = f"snapshot {plain(fresh.snapshot[:12])}"
    if fresh.items is None:
        return f"{told}, which cannot be read: harvestman publish"
    share = fresh.checked_share or 0.0
    return f"{told}, {counted(fresh.items, 'item')}, {share:.0%} checked within a day"


def _first(state: "State") -> Iterator[RenderableType]:
    """Say what a person does first in a home that is not under way yet."""
    if state.freshness.fetched_at is None and not state.crawls:
        told = "Nothing was crawled yet: harvestman crawl URL, or harvestman demo"
    elif state.freshness.snapshot is None:
        told = "What was crawled is not in the shop yet: harvestman run"
    elif state.schedules and not state.workers:
        told = "Nobody does what is scheduled: harvestman serve, or harvestman work"
    else:
        return
    yield Text("")
    yield Text(told, style="yellow")


def _troubles(state: "State", most: int | None) -> Iterator[RenderableType]:
    for one in state.troubles[:most]:
        yield Text("")
        yield Text.assemble(
            (f"{plain(one.what)} {_ago(one.at, state.at)}", "red"),
            f": {plain(one.why)}\n  -> {plain(one.do)}",
        )
    if left := len(state.troubles[most:]) if most else 0:
        yield Text(f"and {left} more: harvestman status --once", style="red")


def _tables(state: "State") -> Iterator[tuple[tuple[str, ...], Rows]]:
    now = state.at
    if state.workers:
        yield (
            (
                *("worker", "state", "since", "in hand"),
                *("done", "failed", "a minute", "memory"),
            ),
            [
                (
                    *(one.name.rpartition(":")[0], one.state, _ago(one.begun_at, now)),
                    ", ".join(f"{n} {kind}" for kind, n in one.in_hand.items()),
                    *(one.done, one.failed, one.done_per_min, f"{one.rss_mb} MB"),
                )
                for one in state.workers
            ],
        )
    if state.queues:
        yield (
            ("queue", "waiting", "at work", "given up", "oldest"),
            [
                (
                    *(one.kind, one.waiting, one.at_work, one.given_up),
                    span(one.oldest_s) if one.oldest_s else "",
                )
                for one in state.queues
            ],
        )
    yield from _timed(state)


def _timed(state: "State") -> Iterator[tuple[tuple[str, ...], Rows]]:
    now = state.at
    if state.crawls:
        yield (
            ("crawl", "pages", "pending", "walls", "a second", "state"),
            [
                (
                    *(one.campaign, f"{one.pages:,}", f"{one.pending:,}", one.walls),
                    *(_rate(one.pages_per_s), "paused" if one.paused else ""),
                )
                for one in state.crawls
            ],
        )
    if state.schedules:
        yield (
            ("schedule", "timetable", "next", "last", "state"),
            [
                (
                    *(one.name, one.timetable or "never", _next(one.next_at, now)),
                    *(_ago(one.last_at, now), one.state),
                )
                for one in state.schedules
            ],
        )


def _table(names: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(
            Text(name, style="bold"),
            justify="right" if name in _NUMBERS else "left",
            overflow="fold",
        )
    for row in rows:
        cells = (plain(str(cell)) for cell in row)
        table.add_row(*(Text(cell, style=_COLOURS.get(cell, "")) for cell in cells))
    return table


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    return "now" if seconds < 1 else f"{span(round(seconds))} ago"


def _next(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    seconds = (at - now).total_seconds()
    return "now" if seconds < 1 else f"in {span(round(seconds))}"


def _rate(pages_per_s: float | None) -> str:
    return "" if pages_per_s is None else f"{pages_per_s:g}"
