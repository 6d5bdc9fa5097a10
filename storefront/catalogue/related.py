"""What stands beside each item: what the lake found alike, then its shelf neighbours."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from storefront.catalogue.found import FoundRelated
from storefront.catalogue.item import Item, Related

_MOST = 8
_Shelf = list[tuple[float, str]]


def with_related(
    items: Sequence[Item], found: Sequence[FoundRelated], skus: Mapping[str, str]
) -> list[Item]:
    """Return `items` with what goes beside each; `skus` are those of groups."""
    beside = {one.group_key: one for one in found}
    shelves = _shelves(items)
    return [
        msgspec.structs.replace(
            item, related=_related(item, beside.get(item.group_key), shelves, skus)
        )
        for item in items
    ]


def _shelves(items: Sequence[Item]) -> dict[tuple[str, ...], _Shelf]:
    shelves: dict[tuple[str, ...], _Shelf] = defaultdict(list)
    for item in items:
        if item.category_path:
            shelves[item.category_path].append(_place(item))
    for shelf in shelves.values():
        shelf.sort()
    return shelves


def _place(item: Item) -> tuple[float, str]:
    return (-1.0 if item.score is None else item.score, item.sku)


def _related(
    item: Item,
    found: FoundRelated | None,
    shelves: Mapping[tuple[str, ...], _Shelf],
    skus: Mapping[str, str],
) -> tuple[Related, ...]:
    whys: dict[str, str] = {}
    for one in found.beside if found else ():
        sku = skus.get(one.group_key)
        if sku and sku != item.sku:
            whys.setdefault(sku, "brand" if "brand" in one.why else "alike")
    if len(whys) < _MOST:
        for sku in _neighbours(item, shelves.get(item.category_path, [])):
            whys.setdefault(sku, "shelf")
    return tuple(Related(sku, why) for sku, why in list(whys.items())[:_MOST])


def _neighbours(item: Item, shelf: _Shelf) -> Iterator[str]:
    """Yield those of a shelf whose score is next to that of `item`, both ways in turn."""
    at = bisect_left(shelf, _place(item))
    for step in range(1, _MOST + 1):
        for place in (at + step, at - step):
            if 0 <= place < len(shelf):
                yield shelf[place][1]
