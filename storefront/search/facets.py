"""How many of what was found each further filter would leave.

One pass of the index counts all groups that are not chosen; a chosen group is counted
without itself, so that a second brand beside the first may be chosen.
"""

from collections.abc import Callable, Mapping
from typing import Any

import tantivy

from storefront.catalogue.answers import Facet, Facets
from storefront.catalogue.question import Group, Question
from storefront.search.ranges import ranges
from storefront.search.schema import LEVELS, SPEED, SPEEDS, STARS, STEP, STOCK, Names

MOST = 12
_ALL = 65_000
_STARS = (4, 3, 2)
Counts = dict[int, int]
Narrow = Callable[[Question], tantivy.Query]
_FIELDS: dict[Group, str] = {
    "brands": "brand_no",
    "shops": "shop_no",
    "rating": STARS,
    "stock": STOCK,
    "days": SPEED,
    "price": STEP,
}


def facets(
    searcher: tantivy.Searcher, question: Question, narrow: Narrow, names: Names
) -> Facets:
    """Return the facets of `question`; `narrow` makes its query."""
    chosen = [group for group in question.chosen if group != "category"]
    fields = {g: f for g, f in _FIELDS.items() if g not in chosen}
    depth = question.category.count("/") + 1 if question.category else 0
    if depth < len(LEVELS):
        fields["category"] = LEVELS[depth]
    counts = _count(searcher, narrow(question), fields)
    for group in chosen:
        counts |= _count(
            searcher, narrow(question.without(group)), {group: _FIELDS[group]}
        )
    return _Told(question, names, counts).facets()


def _count(
    searcher: tantivy.Searcher, query: tantivy.Query, fields: Mapping[Group, str]
) -> dict[Group, Counts]:
    wanted = {
        group: {"terms": {"field": field, "size": _ALL, "segment_size": _ALL}}
        for group, field in fields.items()
    }
    found = searcher.aggregate(query, wanted)
    return {group: _buckets(found[group]) for group in fields}


def _buckets(found: dict[str, Any]) -> Counts:
    return {int(one["key"]): one["doc_count"] for one in found["buckets"]}


class _Told:
    """Counts by number as facets with names."""

    def __init__(
        self, question: Question, names: Names, counts: dict[Group, Counts]
    ) -> None:
        self._question = question
        self._names = names
        self._counts = counts

    def facets(self) -> Facets:
        counts = self._counts
        return Facets(
            brands=self._named("brands", self._question.brands),
            shops=self._named("shops", self._question.shops),
            categories=self._named("category", ()),
            ratings=self._at_least(counts["rating"]),
            stock=self._stock(counts["stock"]),
            days=self._within(counts["days"]),
            prices=self._prices(counts["price"]),
            brands_total=len(counts["brands"]),
            shops_total=len(counts["shops"]),
            categories_total=len(counts.get("category", ())),
        )

    def _named(self, group: Group, chosen: tuple[str, ...]) -> tuple[Facet, ...]:
        counts = self._counts.get(group, {})
        best = sorted(counts, key=lambda number: (-counts[number], number))[:MOST]
        found = [self._facet(group, number, chosen) for number in best]
        seen = {facet.value for facet in found}
        others = {
            value: number
            for number in counts
            if (value := self._name(group, number)[0]) in chosen
        }
        for value in chosen:
            if value in seen:
                continue
            if value in others:
                found.append(self._facet(group, others[value], chosen))
            else:
                found.append(Facet(value, self._display(group, value), 0, chosen=True))
        return tuple(found)

    def _facet(self, group: Group, number: int, chosen: tuple[str, ...]) -> Facet:
        value, name = self._name(group, number)
        return Facet(value, name, self._counts[group][number], chosen=value in chosen)

    def _name(self, group: Group, number: int) -> tuple[str, str]:
        if group == "shops":
            return self._names.shops[number], self._names.shops[number]
        named = self._names.brands if group == "brands" else self._names.categories
        return named[number].value, named[number].name

    def _display(self, group: Group, value: str) -> str:
        if group == "brands":
            known = {one.value: one.name for one in self._names.brands}
            return known.get(value, value)
        return value

    def _at_least(self, counts: Counts) -> tuple[Facet, ...]:
        asked = self._question.rating
        return _figures(
            {
                s: sum(n for star, n in counts.items() if star >= s)
                for s in _with(_STARS, asked)
            },
            asked,
        )

    def _stock(self, counts: Counts) -> tuple[Facet, ...]:
        return _figures({1: counts.get(1, 0)}, 1 if self._question.stock else 0)

    def _within(self, counts: Counts) -> tuple[Facet, ...]:
        asked = self._question.days
        return _figures(
            {
                d: sum(n for days, n in counts.items() if days <= d)
                for d in _with(SPEEDS, asked or 0)
            },
            asked or 0,
        )

    def _prices(self, counts: Counts) -> tuple[Facet, ...]:
        asked = self._question
        chosen = (asked.low_minor, asked.high_minor)
        return tuple(
            Facet(_span(low, high), "", held, (low, high) == chosen, low, high)
            for (low, high), held in ranges(counts)
        )


def _with(usual: tuple[int, ...], asked: int) -> tuple[int, ...]:
    return usual if asked in {0, *usual} else (*usual, asked)


def _figures(counts: Mapping[int, int], chosen: int) -> tuple[Facet, ...]:
    return tuple(
        Facet(str(figure), "", held, figure == chosen)
        for figure, held in counts.items()
        if held or figure == chosen
    )


def _span(low: int | None, high: int | None) -> str:
    return f"{'' if low is None else low}-{'' if high is None else high}"
