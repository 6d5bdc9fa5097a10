"""What stands beside each item: what the lake found alike, then its shelf neighbours."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from storefront.catalogue.found import FoundRelated
from storefront.catalogue.item import Item, Related

_MOST = 8
Shelf = Sequence[tuple[float, str]]
"""The skus of a category in the order of their scores."""


def with_related(
    items: Sequence[Item],
    found: Sequence[FoundRelated],
    skus: Mapping[str, str],
    shelves: Mapping[tuple[str, ...], Shelf],
) -> list[Item]:
    """Return `items` with what goes beside each; `skus` are those of groups."""
    beside = {one.group_key: one for one in found}
    return [
        msgspec.structs.replace(
            item, related=_related(item, beside.get(item.group_key), shelves, skus)
        )
        for item in items
    ]


def place(score: float | None, sku: str) -> tuple[float, str]:
    """Return where on its shelf an item stands."""
    return (-1.0 if score is None else score, sku)


def _related(
    item: Item,
    found: FoundRelated | None,
    shelves: Mapping[tuple[str, ...], Shelf],
    skus: Mapping[str, str],
) -> tuple[Related, ...]:
    whys: dict[str, str] = {}
    for one in found.beside if found else ():
        sku = skus.get(one.group_key)
        if sku and sku != item.sku:
            whys.setdefault(sku, "brand" if "brand" in one.why else "alike")
    if len(whys) < _MOST:
        for sku in _neighbours(item, shelves.get(item.category_path, ())):
            whys.setdefault(sku, "shelf")
            if len(whys) == _MOST:
                break
    return tuple(Related(sku, why) for sku, why in list(whys.items())[:_MOST])


def _neighbours(item: Item, shelf: Shelf) -> Iterator[str]:
    """Yield those of a shelf whose score is next to that of `item`, both ways in turn."""
    at = bisect_left(shelf, place(item.score, item.sku))
    for step in range(1, _MOST + 1):
        for number in (at + step, at - step):
            if 0 <= number < len(shelf):
                yield shelf[number][1]
