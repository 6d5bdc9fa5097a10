"""How old the lake's facts are: each table's newest one, and hosts that went stale."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from lake.ask import rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Banks state no rates at weekends; after a long one the newest is four days old.
RATES_STALE_DAYS = 4

_TABLES = "FROM freshness ORDER BY table_name, campaign"
_STALE = """
SELECT host, pages, last_fetched_at, epoch(now() - last_fetched_at) AS lag_s
FROM hosts WHERE last_fetched_at < now() - to_seconds($stale_s)
ORDER BY last_fetched_at, host
"""
_RATES = """
SELECT base, quote, arg_max(rate, (date, ingested_at)) AS rate, max(date) AS date,
       arg_max(source, (date, ingested_at)) AS source,
       date_diff('day', max(date), current_date) AS days_old
FROM fx_rates GROUP BY base, quote ORDER BY base, quote
"""


class TableAge(msgspec.Struct, frozen=True):
    """How old the newest fact of a table is, or of one campaign in it."""

    table_name: str
    campaign: str | None
    rows: int
    newest_at: datetime | None
    ingested_at: datetime | None
    lag_s: float | None


class StaleHost(msgspec.Struct, frozen=True):
    """A host from which nothing was fetched for too long."""

    host: str
    pages: int
    last_fetched_at: datetime
    lag_s: float


class NewestRate(msgspec.Struct, frozen=True):
    """The newest rate of a pair of currencies."""

    base: str
    quote: str
    rate: float
    date: date
    source: str | None
    days_old: int

    @property
    def is_stale(self) -> bool:
        """Whether a newer rate should be there by now."""
        return self.days_old > RATES_STALE_DAYS


def table_ages(connection: "DuckDBPyConnection") -> list[TableAge]:
    """Return how old each table's newest fact is."""
    return [TableAge(**row) for row in rows_of(connection, _TABLES)]


def stale_hosts(connection: "DuckDBPyConnection", stale_s: float) -> list[StaleHost]:
    """Return the hosts that were last fetched from longer ago than `stale_s`."""
    found = rows_of(connection, _STALE, {"stale_s": stale_s})
    return [StaleHost(**row) for row in found]


def newest_rates(connection: "DuckDBPyConnection") -> list[NewestRate]:
    """Return the newest rate of each pair of currencies."""
    return [NewestRate(**row) for row in rows_of(connection, _RATES)]
