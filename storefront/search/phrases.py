"""What may be suggested while a shopper types: categories, brands, titles and parts.

A part of a title is a row of up to three of its words that at least two items share.
Each says how many items have it. Whole titles stand last, so that they are suggested
once what was typed fits little else.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from storefront.catalogue.answers import SuggestionKind
from storefront.catalogue.item import Item
from storefront.search import words
from storefront.search.naming import brand_value, category_keys
from storefront.search.schema import Names
from storefront.search.stops import is_stop

_MOST, _MOST_PRODUCTS = 200_000, 20_000
_STARTS = ((0,), (0, 1), (0, 1, 2))
_SHARED = 2


class Phrase(msgspec.Struct, frozen=True, array_like=True):
    """One suggestion as the index keeps it."""

    text: str
    kind: SuggestionKind
    value: str
    count: int


def phrases(items: Sequence[Item], names: Names) -> list[Phrase]:
    """Return all that may be suggested of `items`, the most frequent first.

    Of products, those that come first.
    """
    found = [*_categories(items, names), *_brands(items, names), *_rows(items)]
    found.sort(key=lambda one: (-one.count, one.kind, one.text, one.value))
    products = _products(items)
    return [*found[: _MOST - len(products)], *products]


def _categories(items: Sequence[Item], names: Names) -> Iterator[Phrase]:
    counts: Counter[str] = Counter()
    for item in items:
        counts.update(set(category_keys(item.category_path)))
    for one in names.categories:
        yield Phrase(one.name, "category", one.value, counts[one.value])


def _brands(items: Sequence[Item], names: Names) -> Iterator[Phrase]:
    counts = Counter(brand_value(item.brand) for item in items)
    for one in names.brands:
        yield Phrase(one.name, "brand", one.value, counts[one.value])


def _rows(items: Sequence[Item]) -> Iterator[Phrase]:
    counts: Counter[tuple[str, ...]] = Counter()
    for item in items:
        one = words.split(item.title)
        rows = {
            row
            for start in _STARTS
            for row in zip(*(one[n:] for n in start), strict=False)
        }
        counts.update(rows)
    for row, count in counts.items():
        if count >= _SHARED and _tells(row):
            yield Phrase(" ".join(row), "words", "", count)


def _products(items: Sequence[Item]) -> list[Phrase]:
    first: dict[str, str] = {}
    for item in items:
        first.setdefault(item.title, item.sku)
        if len(first) == _MOST_PRODUCTS:
            break
    return [Phrase(title, "product", sku, 1) for title, sku in first.items()]


def _tells(row: tuple[str, ...]) -> bool:
    ends = (row[0], row[-1])
    if row[0].isdigit() or is_stop(row[-1]):
        return False
    return all(len(word) > 1 for word in ends)
