"""Facts of orders once each: a worker that died after writing one is followed by another.

A fact has the same name and the same time whenever it is told, so that only its day of
the lake is looked into.
"""

from typing import Any, get_args

from lake.sql import current
from lake.store import Lake
from storefront.events.event import OrderKind

_FACTS = frozenset(get_args(OrderKind))
_TOLD = """
SELECT event_id FROM shop_events
WHERE event_id IN (SELECT unnest($names)) AND ts BETWEEN $first AND $last
"""


def once(lake: Lake, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out of `rows` the facts that the lake has, or that come a second time."""
    facts = [row for row in rows if row["kind"] in _FACTS]
    if not facts:
        return rows
    told = _told(lake, facts)
    kept = []
    for row in rows:
        name = row["event_id"] if row["kind"] in _FACTS else None
        if name not in told:
            kept.append(row)
        if name is not None:
            told.add(name)
    return kept


def _told(lake: Lake, facts: list[dict[str, Any]]) -> set[str]:
    times = [row["ts"] for row in facts]
    asked = {
        "names": [row["event_id"] for row in facts],
        "first": min(times),
        "last": max(times),
    }
    with current(lake, ["shop_events"]) as connection:
        return {name for (name,) in connection.execute(_TOLD, asked).fetchall()}
