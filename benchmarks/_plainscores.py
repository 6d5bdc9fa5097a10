"""Scores of groups in plain Python, one after the other: the peer of benchmarks/enrich_scores.

The same sums as docs/scores.md has them, written from that page and not from the code.
"""

import math
from statistics import NormalDist, median, stdev
from typing import Any

_DRAWS, _GENERATOR = 61, 17
_CURVE = NormalDist()
Row = dict[str, Any]
Off = tuple[float, ...]


def lattice() -> list[Off]:
    """Return how far each of five inputs lies off, first nowhere, then draw by draw."""
    unit = _CURVE.inv_cdf(0.9)
    steps = [pow(_GENERATOR, dimension, _DRAWS) for dimension in range(1, 6)]
    draws = [
        tuple(_CURVE.inv_cdf(k * step % _DRAWS / _DRAWS) / unit for step in steps)
        for k in range(1, _DRAWS)
    ]
    return [(0.0,) * 5, (0.0,) * 5, *draws]


def scores(groups: list[Row], assumed: Row) -> list[tuple[float, float, float]]:
    """Return score, low and high of each group."""
    offs = lattice()
    found = []
    for group in groups:
        told = _told(group, assumed)
        totals = [_total(told, assumed, off) for off in offs]
        ordered = sorted(totals[1:])
        found.append(
            (totals[0], min(ordered[5], totals[0]), max(ordered[-6], totals[0]))
        )
    return found


def _told(group: Row, assumed: Row) -> Row:
    offers = group["offers"]
    held = [one for one in offers if one["availability"] != "OutOfStock"] or offers
    middle = median(one["price_minor"] for one in held)
    real = sorted(
        (one for one in held if one["price_minor"] >= middle * 0.4),
        key=lambda one: (_landed(one, assumed), one["listing_key"], one["price_minor"]),
    )
    others = [one["price_minor"] for one in real[1:]]
    sale = median(others) if others else None
    spread = 0.1 * sale if sale else 0.0
    if len(others) > 1:
        spread = stdev(others) * 1.25 * 1.28 / math.sqrt(len(others))
    rated = [one for one in offers if one["reviews"] and one["rating"] is not None]
    count = sum(one["reviews"] for one in rated)
    total = sum(one["reviews"] * one["rating"] for one in rated)
    return {
        **_fixed(group, offers, real[0]),
        "cheapest": real[0],
        "sale": sale,
        "spread": spread,
        "count": count,
        "stars": (total + 78.0) / (count + 20),
        "off": 1.28 * 1.1 / math.sqrt(count + 20),
    }


def _landed(one: Row, assumed: Row) -> float:
    price, shipping = one["price_minor"], one["shipping_minor"]
    return price + (
        price * assumed["shipping"][1] / 100 if shipping is None else shipping
    )


def _fixed(group: Row, offers: list[Row], cheapest: Row) -> Row:
    """Return the points that no draw moves, and the risk."""
    hosts = len({one["host"] for one in offers})
    sellers = len({one["seller"] for one in offers})
    had = sum(one["availability"] != "OutOfStock" for one in offers) / len(offers)
    former = cheapest["list_price_minor"]
    cut = min(max(1 - cheapest["price_minor"] / former, 0) / 0.4, 1) if former else 0
    doubt = 1 - sum(one["confidence"] for one in offers) / len(offers)
    few = min(max(3 - hosts, 0), 2) / 2
    risk = 0.5 * few + 0.3 * doubt + 0.2 * min(group["age_days"] / 30, 1)
    points = (
        10 * (1 - min(sellers / 10, 1)),
        10 * had,
        5 * cut,
        15 * group["facts"] / 6,
    )
    return {"points": sum(round(one, 1) for one in points), "risk": min(risk, 1)}


def _total(told: Row, assumed: Row, off: Off) -> float:
    margin = round(35 * min(max(_share(told, assumed, off) / 0.3, 0), 1), 1)
    gross = margin + round(25 * _demand(told, off[4]), 1) + told["points"]
    return max(round(gross + round(told["risk"] * gross * -0.4, 1), 1), 0.0)


def _share(told: Row, assumed: Row, off: Off) -> float:
    if told["sale"] is None:
        return 0.0
    price = told["cheapest"]["price_minor"]
    shipping = told["cheapest"]["shipping_minor"]
    if shipping is None:
        low, likely, high = (price * edge / 100 for edge in assumed["shipping"])
        shipping = max(_drawn(likely, low, high, off[0]), 0)
    sale = max(told["sale"] + told["spread"] * off[2], 1)
    low, likely, high = assumed["returns"]
    returns = max(_drawn(likely, low, high, off[3]), 0)
    left = sale - (price + shipping) - sale * (assumed["payment"] + returns) / 100
    return float(left / sale)


def _demand(told: Row, off: float) -> float:
    stars = told["stars"] + told["off"] * off
    many = min(math.log1p(told["count"]) / math.log1p(1000), 1)
    return round(many * min(max((stars - 1) / 4, 0), 1), 6)


def _drawn(value: float, low: float, high: float, off: float) -> float:
    return value + (high - value if off > 0 else value - low) * off
