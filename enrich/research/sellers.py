"""The shops of a category: how their prices lie to those of others for the same things.

A shop's whole range says nothing of whether it is dear: it may sell dearer things. So only
what others sell as well is compared, product by product.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from enrich.research.intervals import mean_ratio, share
from enrich.research.told import Category, Shelf


def sellers(category: Category) -> list[dict[str, Any]]:
    """Return the rows of `market_sellers`, without their keys, by host."""
    shelves: dict[str, list[Shelf]] = defaultdict(list)
    for shelf in category.shelves:
        shelves[shelf.host].append(shelf)
    prices = category.prices()
    return [_seller(host, shelves[host], prices) for host in sorted(shelves) if host]


def _seller(
    host: str, shelves: list[Shelf], prices: Mapping[str, Mapping[str, int]]
) -> dict[str, Any]:
    compared = [
        pair
        for shelf in shelves
        if (pair := _against(host, prices.get(shelf.group_key, {})))
    ]
    ratio = mean_ratio([own / float(np.median(others)) for own, others in compared])
    told = sum(shelf.told for shelf in shelves)
    changes = sum(shelf.changes for shelf in shelves)
    return {
        "host": host,
        "reserved": all(shelf.reserved for shelf in shelves),
        "groups": len(shelves),
        "shared": len(compared),
        "ratio": ratio.value if ratio else None,
        "ratio_low": ratio.low if ratio else None,
        "ratio_high": ratio.high if ratio else None,
        "cheapest": share(
            sum(own <= min(others) for own, others in compared), len(compared)
        ),
        "in_stock": share(told - sum(shelf.gone for shelf in shelves), told),
        "changes": changes,
        "changes_each": share(changes, sum(shelf.listings for shelf in shelves)),
    }


def _against(host: str, prices: Mapping[str, int]) -> tuple[int, list[int]] | None:
    """Return a shop's price and those of the others, where there are both."""
    others = [price for other, price in prices.items() if other != host]
    return (prices[host], others) if host in prices and others else None
