"""How the state of a home looks to people: a table a matter, what is empty left out."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jobs.cli.amounts import counted, size, span
from jobs.cli.table import plain

if TYPE_CHECKING:
    from jobs.operate.state import State

_NUMBERS = frozenset(
    {"waiting", "at work", "given up", "done", "failed", "memory", "a minute"}
    | {"in", "out", "seconds", "pages", "pending", "walls", "a second"}
)
# The stages that ran last; `harvestman runs` and --json have all of them.
_STAGES = 12


def page(state: "State") -> RenderableType:
    """Return everything there is to see."""
    parts: list[RenderableType] = [_head(state)]
    for names, rows in _tables(state):
        parts += [Text(""), _table(names, rows)]
    return Group(*parts, *_troubles(state))


def _head(state: "State") -> Text:
    fresh, room, now = state.freshness, state.disk, state.at
    crawl = ", a crawl runs" if state.crawling else ""
    return Text(
        f"{plain(state.home)} at {now:%Y-%m-%d %H:%M:%S} UTC{crawl}\n"
        f"fetched {_ago(fresh.fetched_at, now)}, read {_ago(fresh.extracted_at, now)},"
        f" published {_ago(fresh.published_at, now)}\n"
        f"shop: {_shop(state)}\n"
        f"disk: lake {size(room.lake)}, pages {size(room.warc)}, spool"
        f" {size(room.spool)} in {counted(room.spool_files, 'file')},"
        f" {size(room.free)} free"
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


def _tables(
    state: "State",
) -> Iterator[tuple[tuple[str, ...], list[tuple[object, ...]]]]:
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
    yield from _work(state)


def _work(state: "State") -> Iterator[tuple[tuple[str, ...], list[tuple[object, ...]]]]:
    now = state.at
    if state.stages:
        yield (
            ("stage", "last", "status", "in", "out", "seconds"),
            [
                (
                    *(one.stage, _ago(one.started_at, now), one.status),
                    *(f"{one.rows_in:,}", f"{one.rows_out:,}", f"{one.seconds:.1f}"),
                )
                for one in state.stages[:_STAGES]
            ],
        )
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


def _troubles(state: "State") -> Iterator[RenderableType]:
    for one in state.troubles:
        yield Text("")
        yield Text(
            f"{plain(one.what)} {_ago(one.at, state.at)}: {plain(one.why)}\n"
            f"  -> {plain(one.do)}"
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
        table.add_row(*(Text(plain(str(cell))) for cell in row))
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
