"""An assortment as rows of the snapshot's tables: pure, sorted, without a clock."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from storefront.catalogue.item import Guide, Programme
from storefront.catalogue.listed import Listed
from storefront.texts import category_slug

_pack = msgspec.msgpack.Encoder(order="deterministic").encode

Row = tuple[str | int | float | bytes | None, ...]


def category_key(path: Sequence[str]) -> str:
    """Return the key of a category: its names as slugs, joined by slashes."""
    return "/".join(map(category_slug, path))


def packed(thing: msgspec.Struct) -> bytes:
    """Return the bytes that stand for `thing` in a snapshot and in its hash."""
    return _pack(thing)


def digest(body: bytes) -> bytes:
    """Return what tells the packed item `body` from any other."""
    return hashlib.blake2b(body, digest_size=16).digest()


def item_row(place: int, item: Listed, told: bytes) -> Row:
    """Return the row of `item`, which stands at `place` and has the digest `told`."""
    low, high = _spread(item)
    picture = item.pictures[0] if item.pictures else None
    return (
        *(place, item.sku, item.title, item.brand, category_key(item.category_path)),
        *(item.price_minor, item.currency, item.was_minor, item.list_price_minor),
        *(item.availability, item.delivery_days),
        -1.0 if item.score is None else item.score,
        *(item.rating, item.reviews, len(item.offers), low, high),
        1 - low / high if low and high else 0.0,
        item.language,
        *((picture.name, picture.width, picture.height) if picture else (None,) * 3),
        item.checked_at.isoformat() if item.checked_at else None,
        item.added_at.isoformat() if item.added_at else None,
        _fall(item),
        told,
    )


def _spread(item: Listed) -> tuple[int | None, int | None]:
    prices = [o.price_minor for o in item.offers if o.currency == item.currency]
    return (min(prices), max(prices)) if prices else (None, None)


def _fall(item: Listed) -> float:
    was, price = item.was_minor, item.price_minor
    return 1 - price / was if price is not None and was and price < was else 0.0


def guide_rows(guides: Sequence[Guide], sizes: Mapping[str, int]) -> Iterator[Row]:
    """Yield the rows of `guides`, the best first."""
    best = sorted(guides, key=lambda one: (-(one.quality or 0), one.generated_key))
    for place, guide in enumerate(best, 1):
        key = guide.generated_key
        yield place, key, sizes[key], packed(guide)


def programme_rows(programmes: Sequence[Programme]) -> Iterator[Row]:
    """Yield the rows of `programmes`, the best first."""
    best = sorted(
        programmes,
        key=lambda one: (-(one.score or 0), one.merchant, one.programme_key),
    )
    for place, programme in enumerate(best, 1):
        yield place, packed(programme)
