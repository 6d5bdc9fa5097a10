"""Prices over time, worked out row by row from all offers and pages there are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from lake.tables import columns

Row = dict[str, Any]
_TIES = [
    column.name
    for column in columns("offers_latest")
    if column.name not in {"checked_at", "seen_at", "price_minor", "input_key"}
]


class Prices:
    """What the derived tables should hold."""

    def __init__(self, offers: Iterable[Row], pages: Iterable[Row]) -> None:
        self._pages = [page for page in pages if page["content_digest"] is not None]
        self._sightings = [(offer, self._seen(offer)) for offer in offers]

    def offers_latest(self) -> list[Row]:
        """Return the newest offer of each listing."""
        newest: dict[str, tuple[Any, Row]] = {}
        for offer, seen in self._sightings:
            row = offer | {"checked_at": max(seen)}
            best = newest.get(offer["listing_key"])
            if best is None or _rank(row) < best[0]:
                newest[offer["listing_key"]] = (_rank(row), row)
        names = [column.name for column in columns("offers_latest")]
        return [{name: row[name] for name in names} for _, row in newest.values()]

    def price_history(self) -> list[Row]:
        """Return each listing's prices, one row a change."""
        prices: dict[str, dict[Any, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for offer, seen in self._sightings:
            if offer["price_minor"] is not None:
                for at in seen:
                    price = (offer["price_minor"], offer["currency"])
                    prices[offer["listing_key"]][at].append(price)
        return [row for key, of in prices.items() for row in _changes(key, of)]

    def listing_pages(self) -> list[Row]:
        """Return the pages of each listing."""
        found = set()
        for offer, _ in self._sightings:
            keys = {p["url_key"] for p in self._pages if p["url"] == offer["url"]}
            for key in keys or {None}:
                found.add((offer["listing_key"], offer["url"], key))
        names = ("listing_key", "url", "url_key")
        return [dict(zip(names, row, strict=True)) for row in found]

    def _seen(self, offer: Row) -> set[Any]:
        """Return when the offer was seen: at first, and with each page of its body."""
        at = offer["seen_at"]
        before = [
            page
            for page in self._pages
            if page["url"] == offer["url"] and page["fetched_at"] <= at
        ]
        last = max((page["fetched_at"] for page in before), default=None)
        bodies = {_body(page) for page in before if page["fetched_at"] == last}
        again = {p["fetched_at"] for p in self._pages if _body(p) in bodies}
        return {at} | {later for later in again if later > at}


def _body(page: Row) -> tuple[str, str]:
    return page["url_key"], page["content_digest"]


def _rank(row: Row) -> tuple[object, ...]:
    return (
        -row["checked_at"].timestamp(),
        -row["seen_at"].timestamp(),
        *(_last_if_empty(row[name]) for name in ("price_minor", "input_key", *_TIES)),
    )


def _last_if_empty(value: object) -> tuple[object, ...]:
    return (value is None, 0 if value is None else value)


def _changes(key: str, prices: dict[Any, list[Any]]) -> list[Row]:
    rows: list[Row] = []
    for at in sorted(prices):
        price, currency = min(prices[at], key=lambda of: [*map(_last_if_empty, of)])
        last = rows[-1] if rows else {"price_minor": None, "currency": None}
        if rows and (last["price_minor"], last["currency"]) == (price, currency):
            continue
        last["valid_to"] = at
        rows.append(
            {
                "listing_key": key,
                "valid_from": at,
                "valid_to": None,
                "price_minor": price,
                "currency": currency,
            }
        )
    return rows
