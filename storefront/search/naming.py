"""Items' brands, shops and categories as numbers, in an order that repeats."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate

from storefront.search.entry import Head
from storefront.search.schema import Named, Names
from storefront.search.words import language_of
from storefront.texts import category_slug


def brand_value(brand: str | None) -> str:
    """Return what addresses call a brand: one spelling for `ACME` and `Acme`."""
    return " ".join((brand or "").casefold().split())


def category_keys(path: Sequence[str]) -> list[str]:
    """Return the keys of a category and of the levels above it, the highest first."""
    return list(accumulate(map(category_slug, path), "{}/{}".format))


class Numbers:
    """Gives brands, shops and categories their numbers."""

    def __init__(self, items: Sequence[Head]) -> None:
        self.names = names(items)
        self.brands = _by_value(self.names.brands)
        self.shops = {host: number for number, host in enumerate(self.names.shops)}
        self.categories = _by_value(self.names.categories)


def names(items: Sequence[Head]) -> Names:
    """Return the names of all that `items` name."""
    brands: defaultdict[str, Counter[str]] = defaultdict(Counter)
    categories: dict[str, str] = {}
    hosts: set[str] = set()
    for item in items:
        if value := brand_value(item.brand):
            brands[value][item.brand or ""] += 1
        hosts.update(offer.host for offer in item.offers)
        keys = category_keys(item.category_path)
        for key, name in zip(keys, item.category_path, strict=True):
            categories.setdefault(key, name)
    return Names(
        brands=tuple(Named(value, _usual(brands[value])) for value in sorted(brands)),
        shops=tuple(sorted(hosts)),
        categories=tuple(Named(key, categories[key]) for key in sorted(categories)),
        languages=tuple(sorted({language_of(item.language) for item in items})),
        items=len(items),
        widest=max((len({o.host for o in item.offers}) for item in items), default=0),
    )


def _usual(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda name: (-spellings[name], name))


def _by_value(named: Iterable[Named]) -> dict[str, int]:
    return {one.value: number for number, one in enumerate(named)}
