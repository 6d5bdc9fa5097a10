"""Price step, stars, speed and stock of an item in one number.

Counting one field of the index costs as much as counting another, so four that have
few values are counted as one: at 100,000 answers that saves a third of the time.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from storefront.search.ranges import BORDERS, step

SPEEDS = (2, 5, 10)
"""Delivered within so many days."""
_SIZES = (len(BORDERS) + 1, 6, len(SPEEDS) + 1, 2)
_STEPS, _STARS, _SPEEDS, _STOCK = np.unravel_index(np.arange(np.prod(_SIZES)), _SIZES)


def mixed(price_minor: int | None, stars: int, days: int | None, stock: bool) -> int:
    """Return the number that stands for the four facts; 0 in each: not known."""
    facts = (_step_of(price_minor), stars, _speed_of(days), int(stock))
    number = 0
    for fact, size in zip(facts, _SIZES, strict=True):
        number = number * size + fact
    return number


class Mixes:
    """How many items have which facts, from how many have which number."""

    def __init__(self, buckets: Iterable[dict[str, Any]]) -> None:
        pairs = [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
        found = np.array(pairs, np.int64).reshape(-1, 2)
        self._numbers, self._counts = found[:, 0], found[:, 1]

    @property
    def items(self) -> int:
        """How many items there are; each has one number."""
        return int(self._counts.sum())

    def steps(self) -> dict[int, int]:
        """Return how many items have a price of each step."""
        held = self._by(_STEPS, 0)
        return {number: count for number, count in enumerate(held[1:]) if count}

    def unpriced(self) -> int:
        """Return how many items have no price that could be compared."""
        return self._by(_STEPS, 0)[0]

    def stars(self) -> list[int]:
        """Return how many items have no star, one, ... five."""
        return self._by(_STARS, 1)

    def speeds(self) -> list[int]:
        """Return how many items keep none of SPEEDS, the first, ... the last."""
        return self._by(_SPEEDS, 2)

    def in_stock(self) -> int:
        """Return how many items are to be had."""
        return self._by(_STOCK, 3)[1]

    def _by(self, fact: NDArray[np.int64], place: int) -> list[int]:
        held = np.bincount(fact[self._numbers], self._counts, _SIZES[place])
        return [int(count) for count in held.tolist()]


def _speed_of(days: int | None) -> int:
    """Return which of SPEEDS `days` keep, counted from 1; 0 for none."""
    if days is None or days < 0:
        return 0
    return next((n for n, most in enumerate(SPEEDS, 1) if days <= most), 0)


def _step_of(price_minor: int | None) -> int:
    """Return the step of a price, counted from 1; 0 for none."""
    return 0 if price_minor is None or price_minor < 0 else step(price_minor) + 1
