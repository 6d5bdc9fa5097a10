"""Taxes that are soon owed elsewhere: what was sold to other countries of the EU."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jobs.operate.state import Trouble
from jobs.settings import Settings
from ledger import profile
from ledger.look import looking, tables
from ledger.selling.threshold import Sold, sold_across

_REGISTERED = "OSS"


def owed_elsewhere(home: Path, settings: Settings, now: datetime) -> list[Trouble]:
    """Return what a merchant of the EU who is not in the one stop shop has to know."""
    if _REGISTERED in settings.selling.registrations:
        return []
    with looking(home, settings.ledger) as connection:
        if connection is None or "exchange_rates" not in tables(connection):
            return []
        country = settings.selling.country or profile.read(connection).country
        years = sold_across(connection, country, now)
    return list(_told(years, now))


def _told(years: tuple[Sold, ...], now: datetime) -> Iterator[Trouble]:
    for one in years:
        # Last year's sales matter once they were over the limit, and not before.
        if one.state == "over" or (one.state == "near" and one.year == now.year):
            sold, limit = one.sold_minor // 100, one.limit_minor // 100
            yield Trouble(
                at=now,
                what=f"{sold:,} EUR were sold to other countries of the EU in {one.year}",
                why=f"above {limit:,} EUR a year, tax is owed where the buyers are",
                do="register for the EU's one stop shop, then selling.registrations",
            )
