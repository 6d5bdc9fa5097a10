"""What skus stand for, as the basket and the checkout show and price them."""

from collections.abc import Iterable

import msgspec

from ledger.orders.wish import Kind
from storefront.catalogue.answers import Card
from storefront.catalogue.item import Guide
from storefront.pages.guides import guide_path
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
    works = {now: visit.work(now) for now in living.values() if now not in cards}
    return {
        sku: thing
        for sku, now in living.items()
        if (thing := _found(cards.get(now), works.get(now)))
    }


def _found(card: Card | None, work: Guide | None) -> Thing | None:
    if card is not None:
        return _of_card(card)
    return _of_work(work) if work is not None and work.sku else None


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


def _of_work(work: Guide) -> Thing:
    """Return a work as it is ordered: a file, which has its kind for a category."""
    return Thing(
        sku=work.sku or "",
        title=work.title,
        path=guide_path(work),
        kind="digital",
        price_minor=work.price_minor,
        currency=work.currency,
        availability="in_stock",
        category=work.kind,
        edition=work.edition or None,
        language=work.language,
    )
