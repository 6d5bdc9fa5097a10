"""Groups and programmes as their stages get them, for tests of what is made of them."""

from typing import Any

import pyarrow as pa

from enrich.scoring import profit, score
from enrich.scoring.assumptions import Assumptions

_TEXT, _NUMBER, _WHOLE = pa.string(), pa.float64(), pa.int64()
_OFFER = {
    **dict.fromkeys(("listing_key", "seller", "host", "currency"), _TEXT),
    **dict.fromkeys(("price_minor", "list_price_minor", "shipping_minor"), _WHOLE),
    "availability": _TEXT,
    "rating": _NUMBER,
    "reviews": pa.int32(),
    **dict.fromkeys(("confidence", "factor", "rate"), _NUMBER),
    "rate_on": pa.date32(),
    "rate_source": _TEXT,
    "rate_days": _WHOLE,
}
_GROUP = {
    **dict.fromkeys(("entity_key", "input_key", "currency"), _TEXT),
    **dict.fromkeys(("facts", "age_days"), _WHOLE),
    "offers": pa.list_(pa.struct(list(_OFFER.items()))),
    "left_out": pa.list_(_TEXT),
    **dict.fromkeys(("opinions", "opinions_rated", "late", "before"), _WHOLE),
    **dict.fromkeys(("dated", "dated_days", "in_season", "sentiments"), _WHOLE),
    **dict.fromkeys(("opinion_rating", "sentiment"), _NUMBER),
    **dict.fromkeys(("place", "gone"), _WHOLE),
}
_PROGRAMME = {
    **dict.fromkeys(("entity_key", "input_key", "url", "host", "offered"), _TEXT),
    **dict.fromkeys(("network", "merchant", "commission_kind", "money"), _TEXT),
    **dict.fromkeys(("commission_rate", "commission_low", "commission_high"), _NUMBER),
    "cookie_days": pa.int32(),
    **dict.fromkeys(("epc", "gravity", "confidence", "factor", "rate"), _NUMBER),
    **dict.fromkeys(("payout_terms", "rate_source"), _TEXT),
    "has_signup": pa.bool_(),
    "rate_on": pa.date32(),
    **dict.fromkeys(("rivals", "prices"), _WHOLE),
    **dict.fromkeys(("order_low", "order_mid", "order_high"), _NUMBER),
    "left_out": pa.list_(_TEXT),
}
# Nothing assumed costs anything: what is left is what a test gives.
FREE = Assumptions(
    shipping_percent=(0.0, 0.0, 0.0),
    payment_percent=0.0,
    returns_percent=(0.0, 0.0, 0.0),
)


def offer(key: str, price: int, **more: Any) -> dict[str, Any]:
    """Return one offer, of a shop of its own."""
    plain = dict.fromkeys(_OFFER)
    own = {"listing_key": key, "seller": key, "host": key, "price_minor": price}
    known = {"currency": "EUR", "availability": "InStock", "confidence": 0.9}
    return {**plain, **own, **known, "factor": 1.0, **more}


def scored(
    *groups: list[dict[str, Any]], assumed: Assumptions = FREE, **more: Any
) -> dict[str, Any]:
    """Return the scores of groups of offers, by their keys g0, g1, ..."""
    plain = {**dict.fromkeys(_GROUP), "currency": "EUR", "facts": 3, "age_days": 0}
    rows = [
        {**plain, "entity_key": f"g{n}", "input_key": f"i{n}", "offers": of, **more}
        for n, of in enumerate(groups)
    ]
    made = score.make(_batch(rows, _GROUP), assumed=assumed)["scores"].to_pylist()
    return {row["entity_key"]: row for row in made}


def programme(**more: Any) -> dict[str, Any]:
    """Return one programme that pays ten per cent."""
    own = {"entity_key": "p", "input_key": "i", "commission_kind": "percent"}
    known = {"commission_rate": 10.0, "confidence": 0.9, "has_signup": True}
    return {**dict.fromkeys(_PROGRAMME), **own, **known, **more}


def profits(*programmes: dict[str, Any], **assumed: Any) -> list[dict[str, Any]]:
    """Return the scores of programmes, in their order."""
    made = profit.make(_batch(list(programmes), _PROGRAMME), Assumptions(**assumed))
    found: list[dict[str, Any]] = made["scores"].to_pylist()
    return found


def named(row: dict[str, Any], name: str, of: str = "inputs") -> dict[str, Any]:
    """Return the input or reason of this name."""
    return next(one for one in row[of] if one["name"] == name)


def _batch(rows: list[dict[str, Any]], kinds: dict[str, Any]) -> pa.RecordBatch:
    table = pa.Table.from_pylist(rows, schema=pa.schema(kinds))
    return table.combine_chunks().to_batches()[0]
