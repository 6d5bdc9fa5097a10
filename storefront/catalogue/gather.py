"""From what was found to what is sold: one item a group of listings. Pure.

The group's best listing gives the words, its cheapest offer in stock the price. A
price is converted only where a rate is known, and only prices of one currency are
compared: where none can be had in the shop's, an item keeps the one most offers have.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from storefront.catalogue.found import Found, FoundListing, FoundOffer, FoundScore
from storefront.catalogue.item import Assortment, Item, OtherOffer
from storefront.money import Rates, converted, marked_up
from storefront.settings import ShopSettings
from storefront.texts import clean, web_address

_STATES = {
    "instock": "in_stock",
    "limitedavailability": "limited",
    "outofstock": "out_of_stock",
    "soldout": "out_of_stock",
    "preorder": "preorder",
    "backorder": "backorder",
    "discontinued": "discontinued",
}
_TO_BE_HAD = frozenset({"in_stock", "limited", None})
_MOST_OFFERS, _MOST_SPECS, _MOST_IMAGES, _DEEPEST = 50, 60, 10, 5


def groups(found: Found) -> dict[str, list[str]]:
    """Return the listings of each group, which is what skus are minted for."""
    members: dict[str, list[str]] = defaultdict(list)
    for listing in found.listings:
        members[listing.group_key].append(listing.listing_key)
    return dict(members)


def gather(found: Found, skus: Mapping[str, str], settings: ShopSettings) -> Assortment:
    """Return what the shop sells of what was found, under the given skus."""
    offers: dict[str, list[FoundOffer]] = defaultdict(list)
    for offer in found.offers:
        told = _exchanged(_in_our_words(offer), settings.currency, found.rates)
        offers[offer.listing_key].append(told)
    members: dict[str, list[FoundListing]] = defaultdict(list)
    for listing in found.listings:
        members[listing.group_key].append(listing)
    scores = {score.group_key: score for score in found.scores}
    items = []
    for group_key, listings in members.items():
        asked = [offer for one in listings for offer in offers[one.listing_key]]
        item = _item(
            skus[group_key],
            _best_first(listings, settings.language),
            _cheapest_first(asked, settings.currency),
            scores.get(group_key),
            settings.markup_percent,
        )
        items.append(item)
    return Assortment(items=tuple(items), currency=settings.currency)


def _in_our_words(offer: FoundOffer) -> FoundOffer:
    word = (offer.availability or "").lower().replace("_", "").replace(" ", "")
    return msgspec.structs.replace(offer, availability=_STATES.get(word))


def _best_first(members: Sequence[FoundListing], language: str) -> list[FoundListing]:
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


def _item(
    sku: str,
    members: Sequence[FoundListing],
    offers: Sequence[FoundOffer],
    score: FoundScore | None,
    markup_percent: int,
) -> Item:
    best = members[0]
    rated = max(
        offers, key=lambda one: (one.reviews or 0, one.rating or 0), default=None
    )
    item = Item(
        sku=sku,
        group_key=best.group_key,
        listing_key=best.listing_key,
        title=clean(best.title, 300) or "Without a name",
        brand=clean(_first(one.brand for one in members), 120),
        description=clean(best.description, 6_000),
        category_path=_path(members),
        gtin=clean(_first(one.gtin for one in members), 20),
        mpn=clean(_first(one.mpn for one in members), 80),
        images=tuple(url for url in best.images if web_address(url))[:_MOST_IMAGES],
        specs=_specs(members),
        rating=rated.rating if rated and rated.reviews else None,
        reviews=rated.reviews if rated else None,
        score=score.score if score else None,
        reasons=score.reasons if score else (),
        language=best.language,
        offers=tuple(map(_other, offers))[:_MOST_OFFERS],
        source_url=web_address(best.source_url),
        checked_at=max((one.checked_at for one in offers), default=None),
    )
    return _priced(item, offers, markup_percent) if offers else item


def _priced(item: Item, offers: Sequence[FoundOffer], markup_percent: int) -> Item:
    """Return `item` at the cheapest price to be had; offers come cheapest first."""
    main = offers[0].currency
    chosen = next(
        (o for o in offers if o.currency == main and o.availability in _TO_BE_HAD),
        offers[0],
    )
    return msgspec.structs.replace(
        item,
        price_minor=marked_up(chosen.price_minor, markup_percent),
        currency=main,
        list_price_minor=chosen.list_price_minor,
        availability=chosen.availability,
        checked_at=chosen.checked_at,
    )


def _exchanged(offer: FoundOffer, target: str, rates: Rates) -> FoundOffer:
    """Return `offer` in the currency `target`, or as it is where no rate is known."""
    minor = converted(offer.price_minor, offer.currency, target, rates)
    if minor is None:
        return offer
    former = offer.list_price_minor
    return msgspec.structs.replace(
        offer,
        price_minor=minor,
        list_price_minor=former and converted(former, offer.currency, target, rates),
        currency=target,
    )


def _cheapest_first(offers: Sequence[FoundOffer], target: str) -> list[FoundOffer]:
    """Order offers by price; those in another currency than the first stand last."""
    counted = Counter(sorted(offer.currency for offer in offers))
    main = target if target in counted else next(iter(counted.most_common(1)), ("",))[0]
    return sorted(
        offers, key=lambda o: (o.currency != main, o.currency, o.price_minor, o.url)
    )


def _other(offer: FoundOffer) -> OtherOffer:
    return OtherOffer(
        host=clean(offer.host, 120) or "unknown",
        seller=clean(offer.seller, 120),
        url=offer.url,
        price_minor=offer.price_minor,
        currency=offer.currency,
        availability=offer.availability,
        seen_at=offer.checked_at,
    )


def _path(members: Sequence[FoundListing]) -> tuple[str, ...]:
    path = next((one.category_path for one in members if one.category_path), ())
    names = [clean(name, 80) for name in path[:_DEEPEST]]
    return tuple(name for name in names if name)


def _specs(members: Sequence[FoundListing]) -> dict[str, str]:
    """Return the technical data of the first listing that has any."""
    text = _first(one.specs for one in members)
    try:
        facts = msgspec.json.decode(text or "{}", type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
    told = [(clean(name, 80), clean(_plain(fact), 300)) for name, fact in facts.items()]
    return dict(sorted((n, fact) for n, fact in told if n and fact)[:_MOST_SPECS])


def _plain(fact: object) -> str:
    return fact if isinstance(fact, str) else msgspec.json.encode(fact).decode()


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
