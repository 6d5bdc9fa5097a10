"""Groups of listings with all that was found of each, in the shop's words and currency."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from storefront.catalogue.found import (
    Found,
    FoundListing,
    FoundOffer,
    FoundOpinions,
    FoundPrice,
    FoundScore,
)
from storefront.money import Rates, converted
from storefront.settings import ShopSettings

_STATES = {
    "instock": "in_stock",
    "limitedavailability": "limited",
    "outofstock": "out_of_stock",
    "soldout": "out_of_stock",
    "preorder": "preorder",
    "backorder": "backorder",
    "discontinued": "discontinued",
}


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found of one group; offers come cheapest first."""

    key: str
    sku: str
    members: list[FoundListing]
    offers: list[FoundOffer]
    score: FoundScore | None
    opinions: FoundOpinions | None
    asked: list[FoundPrice]
    summary: str | None


def groups(found: Found) -> dict[str, list[str]]:
    """Return the listings of each group, which is what skus are minted for."""
    members: dict[str, list[str]] = defaultdict(list)
    for listing in found.listings:
        members[listing.group_key].append(listing.listing_key)
    return dict(members)


def grouped(
    found: Found, skus: Mapping[str, str], settings: ShopSettings
) -> Iterator[Group]:
    """Yield each group with all that was found of it, in the shop's currency."""
    offers, asked = _by_listing(found.offers), _by_listing(found.history)
    scores = {one.group_key: one for one in found.scores}
    opinions = {one.group_key: one for one in found.opinions}
    summaries = {o.entity_key: o.text for o in found.summaries if o.kind == "product"}
    members: dict[str, list[FoundListing]] = defaultdict(list)
    for listing in found.listings:
        members[listing.group_key].append(listing)
    for key, listings in members.items():
        told = (
            _exchanged(_in_our_words(offer), settings.currency, found.rates)
            for one in listings
            for offer in offers[one.listing_key]
        )
        yield Group(
            key=key,
            sku=skus[key],
            members=best_first(listings, settings.language),
            # A small enough price is nothing in our money, and nothing is no price.
            offers=_cheapest_first(
                [one for one in told if one.price_minor > 0], settings.currency
            ),
            score=scores.get(key),
            opinions=opinions.get(key),
            asked=[price for one in listings for price in asked[one.listing_key]],
            summary=summaries.get(key),
        )


_Of = TypeVar("_Of", FoundOffer, FoundPrice)


def _by_listing(found: Iterable[_Of]) -> defaultdict[str, list[_Of]]:
    of: defaultdict[str, list[_Of]] = defaultdict(list)
    for one in found:
        of[one.listing_key].append(one)
    return of


def _in_our_words(offer: FoundOffer) -> FoundOffer:
    word = (offer.availability or "").lower().replace("_", "").replace(" ", "")
    return msgspec.structs.replace(offer, availability=_STATES.get(word))


def best_first(members: Sequence[FoundListing], language: str) -> list[FoundListing]:
    """Order listings by how well they speak for the product to our visitors."""
    return sorted(
        members,
        key=lambda one: (
            (one.language or "").split("-")[0] != language,
            not one.description,
            -one.confidence,
            one.listing_key,
        ),
    )


def _exchanged(offer: FoundOffer, target: str, rates: Rates) -> FoundOffer:
    """Return `offer` in the currency `target`, or as it is where no rate is known."""
    minor = converted(offer.price_minor, offer.currency, target, rates)
    if minor is None:
        return offer
    former, sent = offer.list_price_minor, offer.shipping_minor
    return msgspec.structs.replace(
        offer,
        price_minor=minor,
        list_price_minor=former and converted(former, offer.currency, target, rates),
        shipping_minor=sent and converted(sent, offer.currency, target, rates),
        currency=target,
    )


def _cheapest_first(offers: Sequence[FoundOffer], target: str) -> list[FoundOffer]:
    """Order offers by price; those in another currency than the first stand last."""
    counted = Counter(sorted(offer.currency for offer in offers))
    main = target if target in counted else next(iter(counted.most_common(1)), ("",))[0]
    return sorted(
        offers, key=lambda o: (o.currency != main, o.currency, o.price_minor, o.url)
    )
