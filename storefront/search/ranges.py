"""Prices as steps with round borders, and the few ranges that a list offers of them."""

from bisect import bisect_right
from collections.abc import Mapping

_MOST = 5
_ROUND = (10, 15, 20, 30, 40, 50, 75)
# From 0.10 to beyond any price, in minor units.
BORDERS = (0, *(part * 10**power for power in range(12) for part in _ROUND))
_ROUNDER = frozenset(part * 10**power for power in range(12) for part in (10, 20, 50))

Range = tuple[int | None, int | None]
"""Both ends belong to it; None is open."""


def step_of(price_minor: int | None) -> int:
    """Return the step that a price falls in, counted from 1; 0 for no price."""
    if price_minor is None or price_minor < 0:
        return 0
    return bisect_right(BORDERS, price_minor)


def ranges(counts: Mapping[int, int]) -> list[tuple[Range, int]]:
    """Return at most five ranges that together hold all of `counts`, a step each.

    None, where one range would hold them all. Each holds about as many as the next; where two borders would do, the rounder.
    """
    steps = sorted(counts)
    cuts = _cuts(steps, counts)
    if not cuts:
        return []
    ends = [*cuts, steps[-1] + 1]
    starts = [steps[0], *cuts]
    found: list[tuple[Range, int]] = []
    for start, end in zip(starts, ends, strict=True):
        held = sum(counts[one] for one in steps if start <= one < end)
        low = None if start == steps[0] else BORDERS[start]
        high = None if end == ends[-1] else BORDERS[end] - 1
        found.append(((low, high), held))
    return found


def _cuts(steps: list[int], counts: Mapping[int, int]) -> list[int]:
    share = sum(counts.values()) / _MOST
    cuts: list[int] = []
    held = 0.0
    for one in steps[:-1]:
        held += counts[one]
        nearly = held >= share / 2 and BORDERS[one + 1] in _ROUNDER
        if (held >= share or nearly) and len(cuts) < _MOST - 1:
            cuts.append(one + 1)
            held = 0.0
    return cuts
