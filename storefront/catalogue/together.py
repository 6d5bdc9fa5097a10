"""What visitors look at together stands first among what goes beside an item. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from storefront.catalogue.item import Item, Related

_MOST = 8


class FoundTogether(msgspec.Struct, frozen=True, kw_only=True):
    """The items that were looked at with one, the nearest first."""

    sku: str
    beside: tuple[str, ...]


def beside(
    found: Iterable[FoundTogether], sold: Container[str]
) -> dict[str, list[str]]:
    """Return what was looked at beside each item; only what is sold counts."""
    return {
        one.sku: [sku for sku in one.beside if sku in sold and sku != one.sku]
        for one in found
    }


def with_together(items: Iterable[Item], of: Mapping[str, Sequence[str]]) -> list[Item]:
    """Return `items` with what was looked at beside each; `of` comes from `beside`."""
    return [_first(item, of.get(item.sku, ())) for item in items]


def _first(item: Item, together: Sequence[str]) -> Item:
    if not together:
        return item
    first = [Related(sku, "together") for sku in together]
    rest = [one for one in item.related if one.sku not in set(together)]
    return msgspec.structs.replace(item, related=tuple([*first, *rest][:_MOST]))
