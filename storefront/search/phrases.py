"""What may be suggested while a shopper types: categories, brands, titles and parts.

A part of a title is a row of up to three of its words that at least two items share.
Each says how many items have it, and which languages it is at home in. Whole titles
stand last, so that they are suggested once what was typed fits little else.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import msgspec

from storefront.catalogue.answers import SuggestionKind
from storefront.search import words
from storefront.search.entry import Head
from storefront.search.naming import brand_value, category_keys
from storefront.search.schema import Named, Names
from storefront.search.shared import shared

_MOST, _MOST_PRODUCTS = 200_000, 20_000
# What is half as common among a language's items as among all is at home in it. What is
# rarer came there by chance: the language of a title of three words is often misread.
_AT_HOME = 0.5
_Row = tuple[str, ...]
_Spoken = Mapping[str, Sequence[Head]]


class Phrase(msgspec.Struct, frozen=True, array_like=True):
    """One suggestion as the index keeps it."""

    text: str
    kind: SuggestionKind
    value: str
    count: int
    languages: tuple[str, ...] = ()


def phrases(items: Sequence[Head], names: Names) -> list[Phrase]:
    """Return all that may be suggested of `items`, the most frequent first.

    Of products, those that come first.
    """
    spoken: defaultdict[str, list[Head]] = defaultdict(list)
    for item in items:
        spoken[words.language_of(item.language)].append(item)
    found = [
        *_named("category", names.categories, _Counted(spoken, _categories)),
        *_named("brand", names.brands, _Counted(spoken, _brand)),
        *_rows(items),
    ]
    found.sort(key=lambda one: (-one.count, one.kind, one.text, one.value))
    products = _products(items)
    return [*found[: _MOST - len(products)], *products]


class _Counted:
    """In how many items something stands: in all, and in those of each language."""

    def __init__(self, spoken: _Spoken, read: Callable[[Head], set[_Row]]) -> None:
        counts = {
            language: Counter(chain.from_iterable(map(read, items)))
            for language, items in spoken.items()
        }
        self.all: Counter[_Row] = Counter()
        # An empty counter takes the first over as it is, and adds the others one by one.
        for one in sorted(counts.values(), key=len, reverse=True):
            self.all.update(one)
        number = sum(map(len, spoken.values()))
        self._least = [
            (language, counts[language], len(items) / number * _AT_HOME)
            for language, items in spoken.items()
            if language
        ]

    def languages(self, row: _Row) -> tuple[str, ...]:
        """Return the languages that `row` is at home in."""
        count = self.all[row]
        return tuple(
            [
                language
                for language, counts, share in self._least
                if counts.get(row, 0) >= count * share
            ]
        )


def _categories(item: Head) -> set[_Row]:
    return {(key,) for key in category_keys(item.category_path)}


def _brand(item: Head) -> set[_Row]:
    return {(brand_value(item.brand),)}


def _named(
    kind: SuggestionKind, names: Iterable[Named], counted: _Counted
) -> Iterator[Phrase]:
    for one in names:
        row = (one.value,)
        said = counted.languages(row)
        yield Phrase(one.name, kind, one.value, counted.all[row], said)


def _rows(items: Sequence[Head]) -> Iterator[Phrase]:
    for one in shared(items, _MOST, _AT_HOME):
        yield Phrase(one.text, "words", "", one.count, one.languages)


def _products(items: Sequence[Head]) -> list[Phrase]:
    first: dict[str, Head] = {}
    for item in items:
        first.setdefault(item.title, item)
        if len(first) == _MOST_PRODUCTS:
            break
    return [_product(item) for item in first.values()]


def _product(item: Head) -> Phrase:
    said = words.language_of(item.language)
    return Phrase(item.title, "product", item.sku, 1, (said,) if said else ())
