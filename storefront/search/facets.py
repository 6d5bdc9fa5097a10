"""How many of what was found each further filter would leave."""

from collections.abc import Callable, Mapping

from storefront.catalogue.answers import Facet, Facets
from storefront.catalogue.question import Group, Question
from storefront.search.counts import SHOWN, Buckets
from storefront.search.mix import SPEED, SPEEDS, STARS, STOCK, held
from storefront.search.ranges import ranges
from storefront.search.schema import Names

_STARS = (4, 3, 2)


def facets(
    question: Question, names: Names, counts: Mapping[Group, Buckets], found: int
) -> Facets:
    """Return the facets of `question`, which found so many, from each group's counts."""
    brands, shops, below = counts["brands"], counts["shops"], counts["category"]
    steps = {bucket["key"] - 1: bucket["doc_count"] for bucket in counts["price"]}
    unpriced = steps.pop(-1, 0)
    return Facets(
        brands=_named(brands, _brand_names(names), question.brands),
        shops=_named(shops, lambda n: (names.shops[n],) * 2, question.shops),
        categories=_named(below, _category_names(names), ()),
        ratings=_ratings(held(counts["rating"], STARS), question.rating),
        stock=_figures({1: held(counts["stock"], STOCK)[1]}, int(question.stock)),
        days=_days(held(counts["days"], SPEED), question.days, found),
        prices=_prices(steps, (question.low_minor, question.high_minor)),
        unpriced=unpriced,
        more_brands=len(brands) > SHOWN,
    )


_Names = Callable[[int], tuple[str, str]]


def _brand_names(names: Names) -> _Names:
    return lambda number: (names.brands[number].value, names.brands[number].name)


def _category_names(names: Names) -> _Names:
    named = names.categories
    return lambda number: (named[number].value, named[number].name)


def _named(
    buckets: Buckets, name_of: _Names, chosen: tuple[str, ...]
) -> tuple[Facet, ...]:
    """Return the most frequent values, and after them what else is chosen."""
    # They come sorted by their counts alone; those that tie with the last shown one
    # are sorted too.
    least = buckets[SHOWN - 1]["doc_count"] if len(buckets) >= SHOWN else 1
    high = [bucket for bucket in buckets if bucket["doc_count"] >= least]
    high.sort(key=lambda bucket: (-bucket["doc_count"], bucket["key"]))
    found = [_facet(name_of, bucket, chosen) for bucket in high[:SHOWN]]
    seen = {facet.value for facet in found}
    if all(one in seen for one in chosen):
        return tuple(found)
    more = [_facet(name_of, bucket, chosen) for bucket in buckets]
    found += [one for one in more if one.chosen and one.value not in seen]
    seen = {facet.value for facet in found}
    found += [Facet(one, one, 0, chosen=True) for one in chosen if one not in seen]
    return tuple(found)


def _facet(name_of: _Names, bucket: dict[str, int], chosen: tuple[str, ...]) -> Facet:
    value, name = name_of(bucket["key"])
    return Facet(value, name, bucket["doc_count"], chosen=value in chosen)


def _ratings(stars: list[int], asked: int) -> tuple[Facet, ...]:
    usual = sorted({*_STARS, asked} - {0}, reverse=True)
    return _figures({least: sum(stars[least:]) for least in usual}, asked)


def _days(speeds: list[int], asked: int | None, found: int) -> tuple[Facet, ...]:
    kept = {days: sum(speeds[1 : number + 1]) for number, days in enumerate(SPEEDS, 1)}
    if asked is not None:
        # All that were found are that quick; no other count of an odd figure is kept.
        kept.setdefault(asked, found)
    return _figures(kept, -1 if asked is None else asked)


def _prices(
    steps: Mapping[int, int], asked: tuple[int | None, int | None]
) -> tuple[Facet, ...]:
    return tuple(
        Facet(_span(*ends), "", kept, ends == asked, *ends)
        for ends, kept in ranges(steps)
    )


def _figures(counts: Mapping[int, int], chosen: int) -> tuple[Facet, ...]:
    return tuple(
        Facet(str(figure), "", kept, figure == chosen)
        for figure, kept in counts.items()
        if kept or figure == chosen
    )


def _span(low: int | None, high: int | None) -> str:
    return f"{'' if low is None else low}-{'' if high is None else high}"
