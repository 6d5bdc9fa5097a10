"""The ways there are to tell the coming weeks, by name, and which can be asked of a row."""

from collections.abc import Callable

import numpy as np

from enrich.forecast import intermittent, smoothing
from enrich.forecast.globalmodel import told
from enrich.forecast.smoothing import YEAR, Counts
from extract.text.forest import Forest

Way = Callable[[Counts, Counts], None]

_ALWAYS: dict[str, Way] = {
    "naive": smoothing.naive,
    "mean": smoothing.mean,
    "ses": smoothing.ses,
    "holt": smoothing.holt,
    "croston": intermittent.croston,
    "tsb": intermittent.tsb,
}
GLOBAL = "global"
# A year that is to be repeated has to have been seen once and a half to be believed.
_LEAST_SEASONAL = YEAR * 3 // 2


def ways(weeks: int, forest: Forest | None = None) -> dict[str, Way]:
    """Return the ways that can be asked of a past of so many weeks or more.

    `forest` is one that was learned.
    """
    found = dict(_ALWAYS)
    if weeks >= YEAR:
        found["last year"] = smoothing.last_year
    if weeks >= _LEAST_SEASONAL:
        found["seasonal"] = _seasonal
    if forest is not None:
        found[GLOBAL] = lambda past, out: told(forest, past, out)
    return found


def _seasonal(past: Counts, out: Counts) -> None:
    smoothing.seasonal(past, out, np.empty(YEAR))
