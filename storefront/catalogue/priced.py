"""What we ask for items and works: the ledger says it, and we lay it over what was found.

An item whose price nobody names has none here either, and no cost for the ledger.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from ledger.prices import Price
from ledger.states import Cost
from storefront.catalogue.item import Guide, Item
from storefront.catalogue.rows import category_key


def costs(items: Iterable[Item]) -> Iterator[Cost]:
    """Yield what each of the gathered `items` costs us."""
    for item in items:
        if item.price_minor is not None and item.currency is not None:
            yield Cost(
                item.sku,
                category_key(item.category_path),
                item.price_minor,
                item.currency,
                item.availability,
                item.checked_at,
            )


def priced(
    items: Iterable[Item], prices: Mapping[str, Price], minted: Mapping[str, datetime]
) -> tuple[Item, ...]:
    """Return the gathered `items` at our prices, with the day they came to the shop."""
    return tuple(
        _priced(item, prices.get(item.sku), minted.get(item.sku)) for item in items
    )


def _priced(item: Item, price: Price | None, added_at: datetime | None) -> Item:
    return msgspec.structs.replace(
        item,
        price_minor=price and price.price_minor,
        currency=price.currency if price else item.currency,
        was_minor=price and price.was_minor,
        added_at=added_at,
    )


def priced_works(
    guides: Iterable[Guide], costs: Mapping[str, Cost], prices: Mapping[str, Price]
) -> list[Guide]:
    """Return `guides` at the prices in force; one that no rule speaks of is free.

    `costs` name the sku of each that has a price, by its key.
    """
    return [_priced_work(one, costs.get(one.generated_key), prices) for one in guides]


def _priced_work(guide: Guide, cost: Cost | None, prices: Mapping[str, Price]) -> Guide:
    price = prices.get(cost.sku) if cost else None
    if cost is None or price is None:
        return guide
    return msgspec.structs.replace(
        guide,
        price_minor=price.price_minor,
        currency=price.currency,
        sku=cost.sku,
    )
