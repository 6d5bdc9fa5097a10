"""From what the shelf holds to what the API tells of it. Pure."""

import msgspec

from storefront.api import shapes
from storefront.catalogue import answers
from storefront.catalogue.item import Item, OtherOffer, Programme
from storefront.catalogue.rows import category_key
from storefront.pages.pictures import CARD_WIDTH, picture_path
from storefront.pages.templates import product_path
from storefront.settings import ShopSettings


def card(one: answers.Card, settings: ShopSettings) -> shapes.Card:
    """Return a product as lists tell of it."""
    picture = None
    if one.picture:
        width = min(one.picture_width or 0, CARD_WIDTH)
        picture = settings.address + picture_path(one.picture, width)
    return shapes.Card(
        sku=one.sku,
        title=one.title,
        brand=one.brand,
        category=one.category,
        price_minor=one.price_minor,
        currency=one.currency,
        was_minor=one.was_minor,
        availability=one.availability,
        delivery_days=one.delivery_days,
        score=one.score if one.score >= 0 else None,
        rating=one.rating,
        reviews=one.reviews,
        offers=one.offers,
        language=one.language,
        picture=picture,
        page=settings.address + product_path(one.sku, one.title),
        checked_at=one.checked_at,
    )


def product(item: Item, settings: ShopSettings) -> shapes.Product:
    """Return all that is known of `item`."""
    address = settings.address
    own = {
        name: getattr(item, name)
        for name in shapes.Product.__struct_fields__
        if name in _SAME
    }
    return shapes.Product(
        **own,
        category=category_key(item.category_path),
        opinions=tuple(
            msgspec.convert(one, shapes.Opinion, from_attributes=True)
            for one in item.opinions
        ),
        related=tuple(one.sku for one in item.related),
        pictures=tuple(
            address + picture_path(one.name, max(one.widths)) for one in item.pictures
        ),
        page=address + product_path(item.sku, item.title),
    )


def offer(one: OtherOffer, sku: str, settings: ShopSettings) -> shapes.Offer:
    """Return what another shop asks for the product `sku`."""
    link = f"{settings.address}/go/{one.offer_key}?sku={sku}" if one.offer_key else None
    return shapes.Offer(
        host=one.host,
        seller=one.seller,
        price_minor=one.price_minor,
        currency=one.currency,
        availability=one.availability,
        shipping_minor=one.shipping_minor,
        delivery_days=one.delivery_days,
        seen_at=one.seen_at,
        link=link,
    )


def facets(found: answers.Facets) -> shapes.Facets:
    """Return the further filters of a search."""
    return msgspec.convert(found, shapes.Facets, from_attributes=True)


def category(one: answers.Category, settings: ShopSettings) -> shapes.Category:
    """Return one category."""
    page = f"{settings.address}/categories/{one.key}"
    return shapes.Category(one.key, one.parent, one.name, one.items, page)


def guide(one: answers.GuideCard) -> shapes.Guide:
    """Return a work of the shop's own."""
    return shapes.Guide(
        key=one.generated_key,
        sku=one.sku,
        kind=one.kind,
        title=one.title,
        summary=one.summary,
        language=one.language,
        forms=one.forms,
        price_minor=one.price_minor,
        currency=one.currency,
        quality=one.quality,
        made_at=one.made_at,
    )


def programme(one: Programme) -> shapes.Programme:
    """Return a partner programme."""
    own = {
        name: getattr(one, name)
        for name in shapes.Programme.__struct_fields__
        if name != "key"
    }
    return shapes.Programme(key=one.programme_key, **own)


_SAME = frozenset(Item.__struct_fields__) - {"opinions", "related", "pictures"}
