"""What a quote reads of the shelf: price, availability and pieces left of each sku."""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, bindparam, select

from ledger.orders.place import GONE
from ledger.orders.tables import stock
from ledger.pricetables import shelf_states


class Shelved(msgspec.Struct, frozen=True):
    """One sku as it is now; `left` is None while its pieces are not counted."""

    sku: str
    price_minor: int | None
    currency: str | None
    availability: str | None
    left: int | None

    @property
    def is_for_sale(self) -> bool:
        """Whether it has a price and is to be had."""
        if self.price_minor is None or self.currency is None:
            return False
        return self.left is not None or self.availability not in GONE


def shelved(connection: Connection, skus: Collection[str]) -> dict[str, Shelved]:
    """Return each of `skus` that the shelf knows."""
    found = connection.execute(_OF, {"skus": sorted(skus)})
    return {row.sku: Shelved(*row) for row in found}


_OF: Select[*tuple[Any, ...]] = (
    select(
        *(shelf_states.c[name] for name in Shelved.__struct_fields__[:-1]),
        stock.c.on_hand,
    )
    .outerjoin(stock, stock.c.sku == shelf_states.c.sku)
    .where(shelf_states.c.sku.in_(bindparam("skus", expanding=True)))
)
