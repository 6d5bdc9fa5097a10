"""How many of what was found each further filter would leave.

One pass of the index counts all groups that are not chosen, and with them the answers;
a chosen group is counted without itself, so that a second brand may be chosen beside
the first.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import tantivy

from storefront.catalogue.answers import Facet, Facets
from storefront.catalogue.question import Group, Question
from storefront.search.mix import SPEEDS, Mixes
from storefront.search.ranges import ranges
from storefront.search.schema import LEVELS, Names

MOST = 12
_ALL = 65_000
_STARS = (4, 3, 2)
_FIELDS: dict[Group, str] = {"brands": "brand_no", "shops": "shop_no"}
_MIXED: tuple[Group, ...] = ("rating", "stock", "days", "price")
_Kind = Literal["brands", "shops", "category"]
Buckets = list[dict[str, Any]]
Narrow = Callable[[Question], tantivy.Query]


def counted(
    searcher: tantivy.Searcher, question: Question, narrow: Narrow, names: Names
) -> tuple[int, Facets]:
    """Return how many answer `question`, and its facets; `narrow` makes its query."""
    fields = {"mix": "mix"} | {
        group: field for group, field in _FIELDS.items() if group not in question.chosen
    }
    depth = question.category.count("/") + 1 if question.category else 0
    if depth < len(LEVELS):
        fields["category"] = LEVELS[depth]
    counts = _count(searcher, narrow(question), fields)
    here = Mixes(counts["mix"])
    mixes = dict.fromkeys(_MIXED, here)
    for group in question.chosen:
        wider = question.without(group)
        if group in _FIELDS:
            counts |= _count(searcher, narrow(wider), {group: _FIELDS[group]})
        elif group in _MIXED:
            mix = _count(searcher, narrow(wider), {"mix": "mix"})["mix"]
            mixes[group] = Mixes(mix)
    return here.items, _told(question, names, counts, mixes, here)


def _count(
    searcher: tantivy.Searcher, query: tantivy.Query, fields: Mapping[str, str]
) -> dict[str, Buckets]:
    """Return each field's numbers with how many answers have it, most first."""
    wanted = {
        name: {"terms": {"field": field, "size": _ALL, "segment_size": _ALL}}
        for name, field in fields.items()
    }
    found = searcher.aggregate(query, wanted)
    return {name: found[name]["buckets"] for name in fields}


def _told(
    question: Question,
    names: Names,
    counts: Mapping[str, Buckets],
    mixes: Mapping[Group, Mixes],
    here: Mixes,
) -> Facets:
    brands, shops = counts["brands"], counts["shops"]
    below = counts.get("category", [])
    return Facets(
        brands=_named(brands, _brand_names(names), question.brands),
        shops=_named(shops, lambda n: (names.shops[n],) * 2, question.shops),
        categories=_named(below, _category_names(names), ()),
        ratings=_ratings(mixes["rating"], question.rating),
        stock=_stock(mixes["stock"], question.stock),
        days=_days(mixes["days"], question.days, here.items),
        prices=_prices(mixes["price"], (question.low_minor, question.high_minor)),
        unpriced=mixes["price"].unpriced(),
        brands_total=len(brands),
        shops_total=len(shops),
        categories_total=len(below),
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
    least = buckets[MOST - 1]["doc_count"] if len(buckets) >= MOST else 1
    high = [bucket for bucket in buckets if bucket["doc_count"] >= least]
    high.sort(key=lambda bucket: (-bucket["doc_count"], bucket["key"]))
    found = [_facet(name_of, bucket, chosen) for bucket in high[:MOST]]
    seen = {facet.value for facet in found}
    more = [_facet(name_of, bucket, chosen) for bucket in buckets if chosen]
    found += [one for one in more if one.chosen and one.value not in seen]
    seen = {facet.value for facet in found}
    found += [Facet(one, one, 0, chosen=True) for one in chosen if one not in seen]
    return tuple(found)


def _facet(name_of: _Names, bucket: dict[str, Any], chosen: tuple[str, ...]) -> Facet:
    value, name = name_of(int(bucket["key"]))
    return Facet(value, name, bucket["doc_count"], chosen=value in chosen)


def _ratings(mixes: Mixes, asked: int) -> tuple[Facet, ...]:
    stars = mixes.stars()
    usual = sorted({*_STARS, asked} - {0}, reverse=True)
    return _figures({least: sum(stars[least:]) for least in usual}, asked)


def _stock(mixes: Mixes, asked: bool) -> tuple[Facet, ...]:
    return _figures({1: mixes.in_stock()}, int(asked))


def _days(mixes: Mixes, asked: int | None, found: int) -> tuple[Facet, ...]:
    speeds = mixes.speeds()
    held = {days: sum(speeds[1 : number + 1]) for number, days in enumerate(SPEEDS, 1)}
    if asked is not None:
        # All that were found are that quick; no other count of an odd figure is kept.
        held.setdefault(asked, found)
    return _figures(held, -1 if asked is None else asked)


def _prices(mixes: Mixes, asked: tuple[int | None, int | None]) -> tuple[Facet, ...]:
    return tuple(
        Facet(_span(*ends), "", held, ends == asked, *ends)
        for ends, held in ranges(mixes.steps())
    )


def _figures(counts: Mapping[int, int], chosen: int) -> tuple[Facet, ...]:
    return tuple(
        Facet(str(figure), "", held, figure == chosen)
        for figure, held in counts.items()
        if held or figure == chosen
    )


def _span(low: int | None, high: int | None) -> str:
    return f"{'' if low is None else low}-{'' if high is None else high}"
