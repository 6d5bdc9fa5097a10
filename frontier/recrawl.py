"""When a known page is fetched again: sooner if it changed, later if it did not.

Each visit multiplies a page's interval by `grow` or by `shrink`. Where it settles follows
from the two alone: where a share p of the visits finds a change, with
(1 - p) ln(grow) + p ln(shrink) = 0. StormCrawler's 1.5 and 0.5 settle at p = 0.37, about
one visit in half the time between two changes; Nutch's 1.4 and 0.8 at p = 0.6, where a
visit comes once a change and misses many. A price that was missed costs money, so the
first pair is the default. Two weeks at most: a page that never changes must still show
soon that it is gone.
"""

from math import isfinite
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import ArrayLike

from frontier.due import GIVEN, OFFER, SITEMAP, kinds
from frontier.errors import BadRule
from frontier.facts import Records
from frontier.kernel import Times

_HOUR_S = 3600.0
_DAY_S = 24 * _HOUR_S
_LONGEST_S = 100 * 365 * _DAY_S


class Recrawl(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How soon known pages are fetched again; offers are pages with price and stock."""

    on: Annotated[
        bool, Meta(description="Fetch known pages again when they are due.")
    ] = False
    first_s: Annotated[
        float, Meta(description="Seconds from a page's first visit to its second.")
    ] = _DAY_S
    offer_first_s: Annotated[
        float, Meta(description="The same for a page with a price or stock.")
    ] = 6 * _HOUR_S
    shortest_s: Annotated[
        float, Meta(description="No page is fetched again sooner than this.")
    ] = _HOUR_S
    longest_s: Annotated[
        float, Meta(description="No page is fetched again later than this.")
    ] = 14 * _DAY_S
    grow: Annotated[
        float, Meta(description="A page that did not change waits this much longer.")
    ] = 1.5
    shrink: Annotated[
        float, Meta(description="A page that changed waits for this part as long.")
    ] = 0.5

    def __post_init__(self) -> None:
        self._check("shortest_s", 1.0, self.longest_s)
        self._check("longest_s", self.shortest_s, _LONGEST_S)
        self._check("first_s", self.shortest_s, self.longest_s)
        self._check("offer_first_s", self.shortest_s, self.longest_s)
        self._check("grow", 1.0, 100.0)
        self._check("shrink", 0.01, 1.0)

    def _check(self, name: str, least: float, most: float) -> None:
        value = getattr(self, name)
        if not (isfinite(value) and least <= value <= most):
            raise BadRule(f"{name} = {value}; expected {least:g} to {most:g}")


def interval_after(
    recrawl: Recrawl, interval_s: ArrayLike, changed: ArrayLike, kind: ArrayLike
) -> Times:
    """Return the next interval of pages after a visit, each from the one before.

    A page without one (0 or NaN) was visited for the first time. What sitemaps and feeds
    name is new, so these are soon looked at again.
    """
    before, kind = np.asarray(interval_s, np.float64), np.asarray(kind)
    factor = np.where(changed, recrawl.shrink, recrawl.grow)
    first = np.where(kind == OFFER, recrawl.offer_first_s, recrawl.first_s)
    first = np.where((kind == SITEMAP) | (kind == GIVEN), recrawl.shortest_s, first)
    after = np.clip(before * factor, recrawl.shortest_s, recrawl.longest_s)
    return np.where(before > 0.0, after, first)


def planned(
    recrawl: Recrawl, records: Records, fetched_at: float, changed: ArrayLike
) -> Records:
    """Return `records` as they are after a visit, due again after their next interval."""
    after = records.copy()
    known = records["visits"] > 0
    intervals = np.where(known, records["interval_s"], 0.0)
    after["interval_s"] = interval_after(recrawl, intervals, changed, kinds(records))
    after["fetched_at"] = fetched_at
    after["due_at"] = fetched_at + after["interval_s"].astype(np.float64)
    after["visits"] += 1
    after["changes"] += known & np.asarray(changed, np.bool_)
    return after
