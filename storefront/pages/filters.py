"""A list's filters in words: those that are set, and what to ask instead of nothing."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from storefront.catalogue.answers import Category, Facet, Found, Instead
from storefront.catalogue.question import Group, Question
from storefront.pages import asked
from storefront.pages.visit import Visit
from storefront.pages.words import Words, msg


class Way(msgspec.Struct, frozen=True):
    """A link to another list, and how much that holds."""

    text: str
    path: str
    count: int | None = None
    is_here: bool = False


_DROPPED: dict[Group, str] = {
    "category": msg("In all categories"),
    "brands": msg("Of any brand"),
    "shops": msg("In any shop"),
    "rating": msg("With any rating"),
    "stock": msg("Sold out ones too"),
    "days": msg("With any delivery time"),
    "price": msg("At any price"),
}


def path(visit: Visit, question: Question, **changes: object) -> str:
    """Return the address of `question` with `changes` from its first page."""
    changed = msgspec.structs.replace(question, **{"page": 1, **changes})
    return visit.to(asked.address(changed, visit.shelf.totals.currency))


def chips(visit: Visit, question: Question, found: Found) -> list[Way]:
    """Return the filters that are set, each with the address without it."""
    return [
        Way(text, path(visit, question, **without))
        for text, without in _set(visit, question, found)
    ]


def _set(
    visit: Visit, asked_: Question, found: Found
) -> Iterator[tuple[str, dict[str, object]]]:
    words = visit.words
    if asked_.text:
        yield words("“{text}”", text=asked_.text), {"text": "", "any": False}
    names = {one.value: one.name for one in found.facets.brands}
    for brand in asked_.brands:
        others = tuple(one for one in asked_.brands if one != brand)
        yield names.get(brand, brand), {"brands": others}
    for shop in asked_.shops:
        yield shop, {"shops": tuple(one for one in asked_.shops if one != shop)}
    if asked_.rating:
        yield stars(words, asked_.rating), {"rating": 0}
    if asked_.stock:
        yield words("In stock"), {"stock": False}
    if asked_.days is not None:
        yield within(words, asked_.days), {"days": None}
    if asked_.low_minor is not None or asked_.high_minor is not None:
        currency = visit.shelf.totals.currency
        text = span(words, currency, asked_.low_minor, asked_.high_minor)
        yield text, {"low_minor": None, "high_minor": None}


def stars(words: Words, number: int) -> str:
    """Return a least rating in words."""
    return words.plural("{n} star and more", "{n} stars and more", number)


def within(words: Words, days: int) -> str:
    """Return a longest delivery time in words."""
    return words.plural("Here within a day", "Here within {n} days", days)


def span(words: Words, currency: str, low: int | None, high: int | None) -> str:
    """Return a range of prices in words."""
    shown = [
        "" if one is None else words.amounts.price(one, currency) for one in (low, high)
    ]
    if low is None:
        return words("Up to {price}", price=shown[1])
    if high is None:
        return words("From {price} on", price=shown[0])
    return words("{low} to {high}", low=shown[0], high=shown[1])


def ranges(visit: Visit, question: Question, facets: Sequence[Facet]) -> list[Way]:
    """Return ranges of prices to choose from; the chosen one leads back."""
    currency = visit.shelf.totals.currency
    return [
        Way(
            span(visit.words, currency, one.low_minor, one.high_minor),
            path(
                visit,
                question,
                low_minor=None if one.chosen else one.low_minor,
                high_minor=None if one.chosen else one.high_minor,
            ),
            one.count,
            one.chosen,
        )
        for one in facets
    ]


def branches(
    visit: Visit, question: Question, found: Found, trail: Sequence[Category]
) -> list[Way]:
    """Return the categories below; at the end of the tree, those beside."""
    if found.facets.categories:
        return [
            Way(one.name, path(visit, question, category=one.value), one.count)
            for one in found.facets.categories
        ]
    if question.text or set(question.chosen) - {"category"}:
        return []
    shelf = visit.shelf
    below = shelf.categories(question.category)
    beside = below or (shelf.categories(trail[-1].parent) if trail else [])
    return [
        Way(
            one.name,
            visit.to(f"/categories/{one.key}"),
            one.items,
            one.key == question.category,
        )
        for one in beside
    ]


def ways_on(visit: Visit, found: Found) -> list[Way]:
    """Return what to ask instead where nothing was found; everything is not near it."""
    return [
        Way(_said(visit.words, one), path(visit, one.question), one.count)
        for one in found.instead
        if one.kind != "all"
    ]


def _said(words: Words, one: Instead) -> str:
    said: dict[str, Callable[[], str]] = {
        "spelled": lambda: words("Did you mean “{text}”?", text=one.question.text),
        "dropped": lambda: words(_DROPPED[one.group or "category"]),
        "any": lambda: words("With only one of the words"),
        "words": lambda: words("“{text}” without any filter", text=one.question.text),
    }
    return said[one.kind]()
