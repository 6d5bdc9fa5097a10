"""From what was found to what is sold: one item a group of listings. Pure.

The group's best listing gives the words, its cheapest offer in stock the cost, which
stands as its price until the ledger has said what we ask for it. A price is converted
only where a rate is known, and only prices of one currency are compared: where none can
be had in the shop's, an item keeps the one most offers have.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from storefront.catalogue.delivery import delivery_days
from storefront.catalogue.found import (
    Found,
    FoundListing,
    FoundOffer,
    FoundOpinions,
)
from storefront.catalogue.group import Group, grouped
from storefront.catalogue.history import cheapest
from storefront.catalogue.item import (
    Assortment,
    Item,
    Judgement,
    Opinion,
    OtherOffer,
    Programme,
)
from storefront.catalogue.related import with_related
from storefront.catalogue.survey import Survey, survey
from storefront.catalogue.together import beside, with_together
from storefront.money import Rates
from storefront.settings import ShopSettings
from storefront.texts import clean, web_address

_TO_BE_HAD = frozenset({"in_stock", "limited", None})
_MOST_OFFERS, _MOST_SPECS, _MOST_IMAGES = 50, 60, 10
_LONGEST_OPINION = 1_200


def gather(found: Found, skus: Mapping[str, str], settings: ShopSettings) -> Assortment:
    """Return what the shop sells of all that was found, under the given skus."""
    known = survey([(found.listings, found.scores)], skus, settings.language)
    of = beside(found.together, {*skus.values()})
    return Assortment(
        items=tuple(with_together(gathered(found, known, settings), of)),
        programmes=programmes(found),
        currency=settings.currency,
    )


def gathered(found: Found, known: Survey, settings: ShopSettings) -> list[Item]:
    """Return the items of the groups that were `found`, which may be some of all."""
    items = [
        msgspec.structs.replace(
            _item(group, found.rates), category_path=known.paths[group.key]
        )
        for group in grouped(found, known.skus, settings)
    ]
    return with_related(items, found.related, known.skus, known.shelves)


def programmes(found: Found) -> tuple[Programme, ...]:
    """Return the programmes that were `found`, fit to be shown."""
    return tuple(map(_told, found.programmes))


def _item(group: Group, rates: Rates) -> Item:
    members, offers, said = group.members, group.offers, group.opinions
    best = members[0]
    rated = max(
        offers, key=lambda one: (one.reviews or 0, one.rating or 0), default=None
    )
    item = Item(
        sku=group.sku,
        group_key=best.group_key,
        listing_key=best.listing_key,
        members=tuple(sorted(one.listing_key for one in members)),
        title=clean(best.title, 300) or "Without a name",
        brand=clean(_first(one.brand for one in members), 120),
        description=clean(best.description, 6_000),
        summary=clean(group.summary, 300),
        gtin=clean(_first(one.gtin for one in members), 20),
        mpn=clean(_first(one.mpn for one in members), 80),
        images=_images(members),
        specs=_specs(members),
        rating=rated.rating if rated and rated.reviews else None,
        reviews=rated.reviews if rated else None,
        opinions=tuple(map(_opinion, said.shown)) if said else (),
        judged=_judged(said) if said else Judgement(),
        score=group.score.score if group.score else None,
        reasons=group.score.reasons if group.score else (),
        why=group.score.why if group.score else (),
        language=best.language,
        source_url=web_address(best.source_url),
        checked_at=max((one.checked_at for one in offers), default=None),
        seen=_seen(group, rated),
    )
    return _costed(item, group, rates) if offers else item


def _costed(item: Item, group: Group, rates: Rates) -> Item:
    """Return `item` at the cheapest price to be had."""
    offers = group.offers
    main = offers[0].currency
    days = {one.listing_key: delivery_days(one.shipping) for one in group.members}
    chosen = next(
        (o for o in offers if o.currency == main and o.availability in _TO_BE_HAD),
        offers[0],
    )
    return msgspec.structs.replace(
        item,
        price_minor=chosen.price_minor,
        currency=main,
        list_price_minor=chosen.list_price_minor,
        availability=chosen.availability,
        delivery_days=days[chosen.listing_key],
        history=cheapest(group.asked, main, rates),
        offers=tuple(_other(o, days[o.listing_key]) for o in offers[:_MOST_OFFERS]),
        checked_at=chosen.checked_at,
    )


def _seen(group: Group, rated: FoundOffer | None) -> dict[str, datetime]:
    """Return when each kind of fact was last read."""
    best, offers = group.members[0], group.offers
    told = {
        "price": max((one.checked_at for one in offers), default=None),
        "text": best.read_at,
        "rating": rated.checked_at if rated and rated.reviews else None,
        "opinions": group.opinions.read_at if group.opinions else None,
        "images": best.read_at if best.images else None,
    }
    return {fact: at for fact, at in told.items() if at}


def _opinion(one: Opinion) -> Opinion:
    text = clean(one.text, _LONGEST_OPINION) or "…"
    return msgspec.structs.replace(one, text=text, url=web_address(one.url))


def _judged(said: FoundOpinions) -> Judgement:
    return Judgement(glad=said.glad, undecided=said.undecided, sorry=said.sorry)


def _images(members: Sequence[FoundListing]) -> tuple[str, ...]:
    """Return the images of the first listing that has any."""
    shown = next((one.images for one in members if one.images), ())
    return tuple(url for url in shown if web_address(url))[:_MOST_IMAGES]


def _other(offer: FoundOffer, days: int | None) -> OtherOffer:
    named = f"{offer.listing_key}\n{offer.url}\n{offer.seller or ''}"
    return OtherOffer(
        offer_key=hashlib.blake2b(named.encode(), digest_size=8).hexdigest(),
        host=clean(offer.host, 120) or "unknown",
        seller=clean(offer.seller, 120),
        url=offer.url,
        price_minor=offer.price_minor,
        currency=offer.currency,
        availability=offer.availability,
        shipping_minor=offer.shipping_minor,
        delivery_days=days,
        seen_at=offer.checked_at,
    )


def _told(programme: Programme) -> Programme:
    return msgspec.structs.replace(
        programme,
        merchant=clean(programme.merchant, 120) or "Without a name",
        network=clean(programme.network, 120),
        payout_terms=clean(programme.payout_terms, 300),
        signup_url=web_address(programme.signup_url),
        source_url=web_address(programme.source_url),
    )


def _specs(members: Sequence[FoundListing]) -> dict[str, str]:
    """Return the technical data of the first listing that has any."""
    text = _first(one.specs for one in members)
    try:
        facts = msgspec.json.decode(text or "{}", type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        return {}
    told = [(clean(name, 80), clean(_plain(fact), 300)) for name, fact in facts.items()]
    return dict(sorted((n, fact) for n, fact in told if n and fact)[:_MOST_SPECS])


def _plain(fact: object) -> str:
    return fact if isinstance(fact, str) else msgspec.json.encode(fact).decode()


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
