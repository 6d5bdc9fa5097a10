"""Conversions joined to the clicks that they came from; the lake knows the clicks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, select, update

from ledger.affiliate.tables import conversions

# A click may come to the lake after its sale was told; later it will not come any more.
_LOOKED_FOR = timedelta(days=7)
_AT_ONCE = 5_000


class Click(msgspec.Struct, frozen=True):
    """A click of the shop as the lake has it."""

    click_id: str
    sku: str | None
    clicked_at: datetime


def unjoined(connection: Connection, now: datetime) -> list[str]:
    """Return clicks that conversions name and that nobody found yet."""
    asked = {"since": now - _LOOKED_FOR, "count": _AT_ONCE}
    return [name for name in connection.scalars(_UNJOINED, asked) if name]


def join(connection: Connection, asked: Iterable[str], found: Iterable[Click]) -> int:
    """Note which clicks were found, and which of those asked for were not."""
    known = {one.click_id: one for one in found}
    count = 0
    for name in asked:
        click = known.get(name)
        values: dict[str, Any] = {"click_state": "unknown"}
        if click:
            values = {"click_state": "known", "sku": click.sku}
            values |= {"clicked_at": click.clicked_at}
        done = connection.execute(_JOIN, {"of": name, **values}).rowcount
        count += done if click else 0
    return count


_UNJOINED = (
    select(conversions.c.click_id)
    .where(
        conversions.c.click_state.in_(["unchecked", "unknown"]),
        (conversions.c.created_at >= bindparam("since"))
        | (conversions.c.click_state == "unchecked"),
    )
    .group_by(conversions.c.click_id)
    .order_by(func.min(conversions.c.created_at))
    .limit(bindparam("count"))
)
_JOIN = update(conversions).where(
    conversions.c.click_id == bindparam("of"),
    conversions.c.click_state.in_(["unchecked", "unknown"]),
)
