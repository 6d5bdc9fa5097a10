"""What skus stand for, as the basket and the checkout show and price them."""

from collections.abc import Iterable

import msgspec

from ledger.orders.wish import Kind
from storefront.catalogue.answers import Card
from storefront.pages.templates import product_path
from storefront.pages.visit import Visit

_GONE = frozenset({"out_of_stock", "discontinued"})


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be ordered, as it is at this moment."""

    sku: str
    title: str
    path: str
    kind: Kind = "physical"
    price_minor: int | None
    currency: str | None
    availability: str | None
    category: str = ""
    delivery_days: int | None = None
    edition: str | None = None
    language: str | None = None
    card: Card | None = None
    """Of a product: its picture."""

    @property
    def is_gone(self) -> bool:
        """Whether its source says that it is not to be had, or nobody knows a price."""
        return self.availability in _GONE or self.price_minor is None


def things_of(visit: Visit, skus: Iterable[str]) -> dict[str, Thing]:
    """Return what is sold under each of `skus`; what is sold no longer is left out."""
    living = {sku: visit.shelf.alias(sku) or sku for sku in skus}
    cards = {card.sku: card for card in visit.cards(list(set(living.values())))}
    return {sku: _of_card(cards[now]) for sku, now in living.items() if now in cards}


def _of_card(card: Card) -> Thing:
    return Thing(
        sku=card.sku,
        title=card.title,
        path=product_path(card.sku, card.title),
        price_minor=card.price_minor,
        currency=card.currency,
        availability=card.availability,
        category=card.category,
        delivery_days=card.delivery_days,
        language=card.language,
        card=card,
    )
