"""Prices as they were read day by day, in a lake's views that tell of a category."""

from datetime import timedelta
from typing import Any

from told_category import told

LAST = 10


def read_once(views: Any, things: int = 8, **more: Any) -> None:
    """Tell of so many rakes in three shops each, all read on one day."""
    told(views, things, **more)
    first_readings(views)


def first_readings(views: Any) -> None:
    """Let every offer's price be its first, on the day it was seen."""
    views.connection.execute(
        "insert into price_history by name select listing_key, seen_at as valid_from, "
        "price_minor, currency from offers_latest"
    )


def moved(views: Any, listing: str, *prices: int, every: int = 4) -> None:
    """Let a listing's price change each so many days, up to the last reading of all."""
    connection = views.connection
    connection.execute("delete from price_history where listing_key = ?", [listing])
    for place, price in enumerate(prices):
        at = views.start + timedelta(days=place * every)
        until = at + timedelta(days=every) if place + 1 < len(prices) else None
        row = {"listing_key": listing, "valid_from": at, "valid_to": until}
        views.add("price_history", row | {"price_minor": price, "currency": "EUR"})
    connection.execute(
        "update offers_latest set price_minor = ? where listing_key = ?",
        [prices[-1], listing],
    )
    read_again(views)


def read_again(views: Any) -> None:
    """Let every page be read again days later, as it was."""
    at = views.start + timedelta(days=LAST)
    views.connection.execute("update offers_latest set checked_at = ?", [at])


def struck(views: Any, listing: str, price: int) -> None:
    """Let a shop state a former price."""
    views.connection.execute(
        "update offers_latest set list_price_minor = ? where listing_key = ?",
        [price, listing],
    )


def several(views: Any, things: int = 8) -> None:
    """Let some prices fall, some rise, and one change often, over days."""
    read_once(views, things)
    moved(views, "rake0-alder.test", 2000, 1000)
    moved(views, "rake1-alder.test", 1010, 1300, 900)
    moved(views, "rake2-birch.test", 1021, 1300)
    struck(views, "rake0-alder.test", 1900)
    struck(views, "rake3-birch.test", 3000)
