"""The questions behind the figures, asked of the lake by a job (jobs/shopevents.py)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from lake.moneyviews import FUNNEL, MARKETING, PROFIT, SALES
from lake.sql import current
from lake.store import Lake
from storefront.figures.kept import (
    Channel,
    Figures,
    FunnelDay,
    Money,
    MoneyDay,
    Product,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DAYS = 30
_MOST = 10
_FUNNEL = "SELECT {names} FROM funnel WHERE day BETWEEN $first AND $last"
_CURRENCIES = """
SELECT currency FROM profit WHERE day BETWEEN $first AND $last AND currency IS NOT NULL
GROUP BY currency ORDER BY sum(orders) DESC, currency
"""
_DAYS = (
    "SELECT {names} FROM profit WHERE day BETWEEN $first AND $last AND currency = $of"
)
_PRODUCTS = """
SELECT sku, any_value(title), sum(orders), sum(pieces), sum(gross_minor),
    sum(refunded_minor)
FROM sales LEFT JOIN (
    SELECT sku, arg_max(title, ingested_at) AS title FROM catalogue GROUP BY sku
) USING (sku)
WHERE day BETWEEN $first AND $last AND currency = $of AND sku IS NOT NULL
GROUP BY sku ORDER BY sum(gross_minor) - sum(refunded_minor) DESC, sku LIMIT $most
"""
_CHANNELS = """
SELECT channel, sum(orders), sum(net_minor), sum(spent_minor), sum(commission_minor),
    sum(profit_minor)
FROM marketing
WHERE day BETWEEN $first AND $last AND currency = $of AND channel IS NOT NULL
GROUP BY channel ORDER BY sum(profit_minor) DESC, channel LIMIT $most
"""
_Of = TypeVar("_Of", bound=msgspec.Struct)


def figures(lake: Lake, now: datetime) -> Figures:
    """Return the figures of the last days, that of `now` among them."""
    last = now.date()
    first = last - timedelta(days=DAYS - 1)
    between = {"first": first, "last": last}
    with current(lake, ["shop_events", "catalogue"]) as connection:
        for view in (FUNNEL, SALES, PROFIT, MARKETING):
            connection.execute(view)
        asked = connection.execute(_CURRENCIES, between).fetchall()
        return Figures(
            made_at=now,
            first=first,
            last=last,
            funnel=_daily(connection, _FUNNEL, between, FunnelDay),
            money=tuple(_money(connection, between, of) for (of,) in asked),
        )


def _money(
    connection: "DuckDBPyConnection", between: dict[str, Any], currency: str
) -> Money:
    of = {**between, "of": currency}
    most = {**of, "most": _MOST}
    return Money(
        currency=currency,
        days=_daily(connection, _DAYS, of, MoneyDay),
        products=tuple(_rows(connection, _PRODUCTS, most, Product)),
        channels=tuple(_rows(connection, _CHANNELS, most, Channel)),
    )


def _daily(
    connection: "DuckDBPyConnection", sql: str, asked: dict[str, Any], kind: type[_Of]
) -> tuple[_Of, ...]:
    """Return one row a day; a day on which nothing was is one of nothing."""
    names = kind.__struct_fields__
    told = _rows(connection, sql.format(names=", ".join(names)), asked, kind)
    by_day: dict[date, _Of] = {getattr(one, "day"): one for one in told}  # noqa: B009
    days = (asked["first"] + timedelta(days=n) for n in range(DAYS))
    nothing = [0] * (len(names) - 1)
    return tuple(by_day.get(day) or kind(day, *nothing) for day in days)


def _rows(
    connection: "DuckDBPyConnection", sql: str, asked: dict[str, Any], kind: type[_Of]
) -> Iterator[_Of]:
    for row in connection.execute(sql, asked).fetchall():
        yield msgspec.convert(
            dict(zip(kind.__struct_fields__, row, strict=True)), kind, strict=False
        )
