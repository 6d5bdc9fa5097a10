"""`harvestman clicks`: which shops and products the shop's visitors went on to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click
import msgspec

from jobs.business import Business, business
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table
from jobs.shopevents import run_events
from lake.clickview import CLICKS
from lake.sql import current

_NAMES = ("clicks", "counted", "repeated", "robots", "last")
_NUMBERS = frozenset(_NAMES[:-1])
_SUMS = """
SELECT {by} AS name, count(*) AS clicks,
    count(*) FILTER (verdict = 'counted') AS counted,
    count(*) FILTER (verdict = 'repeat') AS repeated,
    count(*) FILTER (verdict NOT IN ('counted', 'repeat')) AS robots, max(ts) AS last
FROM clicks WHERE ts >= $since AND {by} IS NOT NULL
GROUP BY ALL ORDER BY counted DESC, clicks DESC, name LIMIT $limit
"""
_ALL = "SELECT verdict, count(*) FROM clicks WHERE ts >= $since GROUP BY ALL"


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """How often visitors went to one shop, or from one product."""

    name: str
    clicks: int
    counted: int
    repeated: int
    robots: int
    last: datetime


@click.command(
    epilog="\b\nExamples:\n  harvestman clicks\n  harvestman clicks --days 7 --json"
)
@click.option("--days", type=click.IntRange(1, 3_650), default=30, show_default=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@with_call()
def clicks(call: Call, days: int, limit: int) -> None:
    """Show the clicks on links to other shops, and how many of them people made.

    All clicks are kept; what counts is judged anew each time it is asked.
    """
    since = datetime.now(UTC) - timedelta(days=days)
    with business(call.home, call.settings) as open_:
        run_events(open_)
        found = _found(open_, {"since": since}, limit)
    if call.json:
        call.answer(found, "")
        return
    total = sum(found["verdicts"].values())
    counts = found["verdicts"].get("counted", 0)
    call.say(f"{counted(total, 'click')} in {counted(days, 'day')}, {counts} counted")
    for name in ("host", "sku"):
        rows = [msgspec.structs.astuple(one) for one in found[f"by_{name}"]]
        if rows:
            print_table((name, *_NAMES), [_row(row) for row in rows], _NUMBERS)


def _found(open_: Business, asked: dict[str, Any], limit: int) -> dict[str, Any]:
    with current(open_.lake, ["shop_events"]) as lake:
        lake.execute(CLICKS)
        verdicts = dict(lake.execute(_ALL, asked).fetchall())
        sums = {
            by: msgspec.convert(_rows(lake, by, {**asked, "limit": limit}), list[Sum])
            for by in ("host", "sku")
        }
    return {"verdicts": verdicts, "by_host": sums["host"], "by_sku": sums["sku"]}


def _rows(lake: Any, by: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    rows = lake.execute(_SUMS.format(by=by), asked).fetchall()
    return [dict(zip(Sum.__struct_fields__, row, strict=True)) for row in rows]


def _row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:-1], f"{row[-1]:%Y-%m-%d %H:%M}")
