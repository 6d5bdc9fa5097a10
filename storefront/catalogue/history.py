"""The cheapest price of a group, day by day: what its listings asked, laid together."""

from collections.abc import Iterable, Sequence
from datetime import date

from storefront.catalogue.found import FoundPrice
from storefront.catalogue.item import PricePoint
from storefront.money import Rates, converted

_MOST_POINTS = 400


def cheapest(
    asked: Iterable[FoundPrice], currency: str, rates: Rates
) -> tuple[PricePoint, ...]:
    """Return from which day on the cheapest of what was `asked` was how much.

    What cannot be had in `currency` is left out, and so are days of which no price is
    known: nothing is made up between two sights.
    """
    told = [
        (one.since, one.until, minor)
        for one in asked
        if (minor := converted(one.price_minor, one.currency, currency, rates))
    ]
    days = sorted({day for since, until, _ in told for day in (since, until) if day})
    points: list[PricePoint] = []
    for day in days[-_MOST_POINTS:]:
        lowest = _lowest(told, day)
        if lowest and (not points or points[-1].price_minor != lowest):
            points.append(PricePoint(day, lowest))
    return tuple(points)


def _lowest(told: Sequence[tuple[date, date | None, int]], day: date) -> int | None:
    """Return the lowest price at the end of `day`."""
    return min(
        (
            minor
            for since, until, minor in told
            if since <= day and (until is None or until > day)
        ),
        default=None,
    )
