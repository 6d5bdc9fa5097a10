"""The orders that a list can have, worked out once when the index is written."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storefront.search.entry import Head
from storefront.search.words import plain

Ranks = dict[str, NDArray[np.int64]]
_LAST = np.iinfo(np.int64).max
# One shop's five stars say less than a hundred buyers' four and a half: as if ten
# more had given this much to each.
_PRIOR_STARS, _PRIOR_VOTES = 3.5, 10


def ranks(items: Sequence[Head], prices: Sequence[int | None]) -> Ranks:
    """Return each item's rank in each order; equals keep the order of `items`.

    `prices` are those in the shop's currency, which come before all others.
    """
    asked, group = _amounts(items), _groups(items, prices)
    names = [plain(item.title) for item in items]
    # A sku tells nothing of its age: it is a number well shuffled.
    fresh = [(-_came(item), item.sku) for item in items]
    numbers = range(len(items))
    return {
        "cheap": _places(np.lexsort((asked, group))),
        "dear": _places(np.lexsort((-asked, group))),
        "name": _places(sorted(numbers, key=names.__getitem__)),
        "rating": _places(np.argsort(_unrated(items), kind="stable")),
        "new": _places(sorted(numbers, key=fresh.__getitem__)),
    }


def _amounts(items: Sequence[Head]) -> NDArray[np.int64]:
    return np.array([min(item.price_minor or 0, _LAST) for item in items], np.int64)


def _groups(items: Sequence[Head], prices: Sequence[int | None]) -> NDArray[np.int64]:
    """Return which prices can be compared: ours, then one currency after the other."""
    foreign = sorted({item.currency for item in items if item.currency})
    of = {currency: number for number, currency in enumerate(foreign, 1)}
    unpriced = len(of) + 1
    return np.array(
        [
            0
            if ours is not None
            else of.get(item.currency or "", unpriced)
            if item.price_minor is not None
            else unpriced
            for item, ours in zip(items, prices, strict=True)
        ],
        np.int64,
    )


def _came(item: Head) -> float:
    """Return when `item` came to the shop; what nobody dated was always there."""
    return item.added_at.timestamp() if item.added_at else 0.0


def _places(order: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    places = np.empty(len(order), np.int64)
    places[np.asarray(order, np.int64)] = np.arange(len(order))
    return places


def _unrated(items: Sequence[Head]) -> NDArray[np.float64]:
    """Return a figure for each item that is the lower the better it is rated."""
    votes = np.array([item.reviews or 0 for item in items], np.float64)
    stars = np.array([item.rating or 0.0 for item in items], np.float64)
    votes = np.where((stars > 0) & (votes < 1), 1, votes)
    fair = (stars * votes + _PRIOR_STARS * _PRIOR_VOTES) / (votes + _PRIOR_VOTES)
    return np.where(stars > 0, -fair, 0.0)
