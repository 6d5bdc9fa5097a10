"""Stars, speed and stock of an item in one number.

Three facts that have few values each are counted as one: a pass of the index counts one
field instead of three.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import product

SPEEDS = (2, 5, 10)
"""Delivered within so many days."""
_SIZES = (6, len(SPEEDS) + 1, 2)
STARS, SPEED, STOCK = range(3)
_NUMBERS = {facts: no for no, facts in enumerate(product(*map(range, _SIZES)))}
_VALUES = tuple(zip(*_NUMBERS, strict=True))


def mixed(stars: int, days: int | None, stock: bool) -> int:
    """Return the number that stands for the three facts; 0 in each: not known."""
    return _NUMBERS[stars, _speed_of(days), int(stock)]


def held(buckets: Iterable[Mapping[str, int]], fact: int) -> list[int]:
    """Return how many items have each value of a fact, of how many have each number."""
    of, counts = _VALUES[fact], [0] * _SIZES[fact]
    for bucket in buckets:
        counts[of[bucket["key"]]] += bucket["doc_count"]
    return counts


def _speed_of(days: int | None) -> int:
    """Return which of SPEEDS `days` keep, counted from 1; 0 for none."""
    if days is None or days < 0:
        return 0
    speed = bisect_left(SPEEDS, days) + 1
    return speed if speed <= len(SPEEDS) else 0
