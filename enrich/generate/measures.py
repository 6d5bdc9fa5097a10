"""Measures as pages state them: a figure with its unit, as `6.8 kg` or `1,7 l`.

Measures of several things are compared where all of them have one unit; they are written
as their pages write them.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

# Three figures behind a sign may be a part or a thousand, and nobody can tell.
_MEASURE = re.compile(
    r"(\d{1,9})(?:[.,](\d|\d\d|\d{4,9}))?\s*([^\W\d_]{1,6}|°C|%|)", re.ASCII
)


class Measure(NamedTuple):
    """How much, as it stands there; its unit stands in `said`."""

    amount: float
    said: str
    unit: str


def measure(text: object) -> Measure | None:
    """Return what `text` measures, if it says one figure and no more than its unit."""
    said = str(text).strip()
    found = _MEASURE.fullmatch(said)
    if found is None:
        return None
    whole, part, unit = found.groups()
    return Measure(float(f"{whole}.{part or 0}"), said, unit)


def measures(values: Iterable[object]) -> list[Measure]:
    """Return `values` as measures of one unit; ValueError where they are not."""
    told = [measure(value) for value in values]
    found = [one for one in told if one is not None]
    if len(found) < len(told) or len({one.unit for one in found}) != 1:
        raise ValueError("not all of it is measured in one unit")
    return found
