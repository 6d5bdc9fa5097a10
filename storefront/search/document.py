"""Make documents of items: what the index keeps of each."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from storefront.search import orders, schema, words
from storefront.search.codes import codes
from storefront.search.compounds import Compounds
from storefront.search.entry import Entry, Head
from storefront.search.mix import mixed
from storefront.search.naming import Numbers, brand_value, category_keys
from storefront.search.ranges import step_of
from storefront.search.schema import Facts

_TAG = re.compile(r"<[^>]*>")
_READ = 2_000
_TO_BE_HAD = frozenset({"in_stock", "limited"})
# So many brands, categories and rows of shops are worked out once, and not an item.
_REMEMBERED = 65_536
_Of = Callable[..., Facts]


class Documents:
    """Makes documents of the items that have the given heads, in their order."""

    def __init__(self, heads: Sequence[Head], currency: str) -> None:
        self.numbers = Numbers(heads)
        self.schema = schema.items_schema(self.numbers.names.languages)
        self._prices = [
            head.price_minor if head.currency == currency else None for head in heads
        ]
        ranks = orders.ranks(heads, self._prices)
        self._ranks = [(f"by_{rank}", of.tolist()) for rank, of in ranks.items()]
        self._compounds = Compounds(heads)
        remember = lru_cache(_REMEMBERED)
        self._of_brand: _Of = remember(self._brand)
        self._of_path: _Of = remember(self._path)
        self._of_shops: _Of = remember(self._shops)

    def of(self, entries: Iterator[tuple[int, Entry]]) -> Iterator[Facts]:
        """Yield the documents of `entries`, each with its place."""
        for number, (place, entry) in enumerate(entries):
            facts: Facts = {"place": place, **self._facts(entry, self._prices[number])}
            facts |= self._texts(entry)
            facts |= self._of_brand(entry.brand)
            facts |= self._of_path(entry.category_path)
            facts |= self._of_shops(tuple([shop.host for shop in entry.offers]))
            for field, places in self._ranks:
                facts[field] = places[number]
            yield facts

    def _texts(self, entry: Entry) -> Facts:
        language = words.language_of(entry.language)
        kind = self._kind(entry) if language == "de" else " ".join(entry.category_path)
        names = (words.tidy(entry.title), _tidied(entry.brand or ""), _tidied(kind))
        facts: Facts = {"code": " ".join(codes(entry))}
        for name, text in zip(schema.NAMES, names, strict=True):
            facts[f"{name}_{language}"] = text
        # Texts apart: no row of words goes from the end of one to the next.
        facts[f"{schema.ALL}_{language}"] = [*names, words.tidy(_described(entry))]
        return facts

    def _kind(self, entry: Entry) -> str:
        """Return the names of a category, and the parts of compounds in a title."""
        parts = map(self._compounds.parts, words.split(entry.title))
        return " ".join((*entry.category_path, *chain.from_iterable(parts)))

    def _brand(self, brand: str | None) -> Facts:
        value = brand_value(brand)
        return {"brand_no": self.numbers.brands[value]} if value else {}

    def _path(self, path: tuple[str, ...]) -> Facts:
        numbers = [self.numbers.categories[key] for key in category_keys(path)]
        levels: Facts = dict(zip(schema.LEVELS, numbers, strict=False))
        return levels | {"category_no": numbers}

    def _shops(self, hosts: tuple[str, ...]) -> Facts:
        shops = sorted({self.numbers.shops[host] for host in hosts})
        facts: dict[str, list[int]] = {}
        for field, shop in schema.shop_values(shops, self.numbers.names.widest):
            facts.setdefault(field, []).append(shop)
        return {"shop_no": shops, **facts}

    @staticmethod
    def _facts(entry: Entry, price: int | None) -> Facts:
        stars = min(5, max(0, int(entry.rating or 0)))
        stock, days = entry.availability in _TO_BE_HAD, entry.delivery_days
        facts: Facts = {"stars": stars, "stock": int(stock), "step": step_of(price)}
        if days is not None and days >= 0:
            facts["days"] = days
        if price is not None and price >= 0:
            facts["price"] = price
        return facts | {"mix": mixed(stars, days, stock)}


@lru_cache(_REMEMBERED)
def _tidied(text: str) -> str:
    return words.tidy(text)


def _described(entry: Entry) -> str:
    text = entry.description or ""
    if "<" in text:
        text = _TAG.sub(" ", text)
    specs = " ".join(f"{name} {value}" for name, value in entry.specs.items())
    return f"{text[:_READ]} {specs[:_READ]}"
