"""Batches of a few pages, offers and decisions, and what the views then show of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from hypothesis import strategies as st
from price_oracle import Prices

from lake.load import append
from lake.store import Lake
from lake.tables import VIEWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
Row = dict[str, Any]
Shown = dict[str, list[str]]

_few = st.integers(0, 2)
_minute = st.integers(0, 12)
_price = st.sampled_from([None, 5, 7, 9])
_page = st.tuples(st.just("page"), _few, _few, _minute, _few)
_offer = st.tuples(st.just("offer"), _few, _few, _minute, _price, _few, _few)
_decision = st.tuples(st.just("decide"), st.integers(1, 3), st.booleans())
_batch = st.lists(st.one_of(_page, _offer, _decision), min_size=1, max_size=4)
_other = st.sampled_from(["refresh", "refresh", "whole", "pin", "die"])
# What happens in a lake: batches with pages of any time, or something is done to it.
ACTS = st.lists(st.one_of(_batch, _batch, _batch, _other), min_size=2, max_size=8)


def put(lake: Lake, rows: Sequence[tuple[Any, ...]]) -> None:
    """Store rows as one batch: ("page", url, url_key, minute, body),
    ("offer", listing, url, minute, price, input, version), ("decide", version, counts).
    """
    offers = [_offer_row(*of) for kind, *of in rows if kind == "offer"]
    tables = {
        "pages": [_page_row(*of) for kind, *of in rows if kind == "page"],
        "offers": offers,
        "made": [_made_row(row) for row in offers],
        "releases": [_decided_row(*of) for kind, *of in rows if kind == "decide"],
    }
    found = {name: pa.Table.from_pylist(of) for name, of in tables.items() if of}
    append(lake, "w", found)


def shown(connection: "DuckDBPyConnection") -> Shown:
    """Return what the views of the derived tables show."""
    return {name: _sorted(_rows(connection, name)) for name in VIEWS}


def expected(connection: "DuckDBPyConnection") -> Shown:
    """Return what follows from all offers that count and all pages."""
    prices = Prices(_rows(connection, "offers"), _rows(connection, "pages"))
    return {
        "offers_latest": _sorted(prices.offers_latest()),
        "price_history": _sorted(prices.price_history()),
        "listing_pages": _sorted(prices.listing_pages()),
    }


def _rows(connection: "DuckDBPyConnection", name: str) -> list[Row]:
    found: list[Row] = connection.sql(f'FROM "{name}"').to_arrow_table().to_pylist()
    return found


def _sorted(rows: Sequence[Row]) -> list[str]:
    return sorted(str(row) for row in rows)


def _at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def _page_row(url: int, key: int, minute: int, body: int) -> Row:
    return {
        "url_key": f"k{key}",
        "url": f"u{url}",
        "host": "h",
        "fetched_at": _at(minute),
        "status": 200,
        "content_digest": f"d{body}" if body else None,
    }


def _offer_row(listing: int, url: int, minute: int, *of: Any) -> Row:
    price, given, version = of
    return {
        "listing_key": f"l{listing}",
        "url": f"u{url}",
        "price_minor": price,
        "currency": ("EUR", "USD", None)[version],
        "seen_at": _at(minute),
        "input_key": f"i{given}",
        "maker": "m",
        "maker_version": version + 1,
    }


def _made_row(offer: Row) -> Row:
    return {
        "input_key": offer["input_key"],
        "maker": "m",
        "maker_version": offer["maker_version"],
        "rows": 1,
        "made_at": START,
    }


def _decided_row(version: int, counts: bool) -> Row:
    return {
        "maker": "m",
        "maker_version": version,
        "state": "released" if counts else "withdrawn",
        "changed_at": START,
    }
