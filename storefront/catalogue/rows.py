"""An assortment as rows of the snapshot's tables: pure, sorted, without a clock."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

import msgspec

from storefront.catalogue.item import Assortment, Item
from storefront.texts import slug

_TAG = re.compile(r"<[^>]*>")
_SEARCHED_LENGTH = 2_000
_pack = msgspec.msgpack.Encoder(order="deterministic")

Row = tuple[str | int | float | bytes | None, ...]


def category_key(path: Sequence[str]) -> str:
    """Return the key of a category: its names as slugs, joined by slashes."""
    return "/".join(slug(name) for name in path)


def packed(item: Item) -> bytes:
    """Return the bytes that stand for `item` in a snapshot and in its hash."""
    return _pack.encode(item)


def item_rows(items: Sequence[Item], currency: str) -> Iterator[Row]:
    """Yield the rows of `items`; their order gives each its place."""
    for place, item in enumerate(items, 1):
        low, high = _spread(item)
        yield (
            *(item.sku, item.title, item.brand, category_key(item.category_path)),
            *(item.price_minor, item.currency, item.list_price_minor),
            item.availability,
            -1.0 if item.score is None else item.score,
            *(len(item.offers), low, high),
            1 - low / high if low and high else 0.0,
            item.checked_at.isoformat() if item.checked_at else None,
            place,
            item.price_minor if item.currency == currency else None,
        )


def _spread(item: Item) -> tuple[int | None, int | None]:
    prices = [o.price_minor for o in item.offers if o.currency == item.currency]
    return (min(prices), max(prices)) if prices else (None, None)


def detail_rows(items: Sequence[Item]) -> Iterator[Row]:
    """Yield the rows of `details`."""
    for item in items:
        yield item.sku, packed(item)


def search_rows(items: Sequence[Item]) -> Iterator[Row]:
    """Yield what the search index reads of each item."""
    for place, item in enumerate(items, 1):
        text = _TAG.sub(" ", item.description or "")[:_SEARCHED_LENGTH]
        yield place, item.title, item.brand or "", text


def category_rows(items: Sequence[Item]) -> list[Row]:
    """Return the tree of categories; an item counts at each level above it too."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for item in items:
        slugs = [slug(name) for name in item.category_path]
        keys = list(accumulate(slugs, "{}/{}".format))
        counts.update(keys)
        for key, name in zip(keys, item.category_path, strict=True):
            names.setdefault(key, name)
    return [
        (key, key.rpartition("/")[0], names[key], counts[key]) for key in sorted(names)
    ]


def total_rows(assortment: Assortment) -> list[Row]:
    """Return the figures that the pages quote."""
    offers = [offer for item in assortment.items for offer in item.offers]
    checked = [item.checked_at for item in assortment.items if item.checked_at]
    return [
        ("checked_at", max(checked).isoformat() if checked else None),
        ("currency", assortment.currency),
        ("guides", len(assortment.guides)),
        ("items", len(assortment.items)),
        ("offers", len(offers)),
        ("shops", len({offer.host for offer in offers})),
    ]
