"""An assortment as rows of the snapshot's tables: pure, sorted, without a clock."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import msgspec

from storefront.catalogue.item import Assortment, Guide, Item, Programme
from storefront.texts import slug

_pack = msgspec.msgpack.Encoder(order="deterministic").encode

Row = tuple[str | int | float | bytes | None, ...]


def category_key(path: Sequence[str]) -> str:
    """Return the key of a category: its names as slugs, joined by slashes."""
    return "/".join(slug(name) for name in path)


def packed(thing: msgspec.Struct) -> bytes:
    """Return the bytes that stand for `thing` in a snapshot and in its hash."""
    return _pack(thing)


def digest(body: bytes) -> bytes:
    """Return what tells the packed item `body` from any other."""
    return hashlib.blake2b(body, digest_size=16).digest()


def item_row(place: int, item: Item, body: bytes) -> Row:
    """Return the row of `item`, which stands at `place`."""
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
        digest(body),
    )


def _spread(item: Item) -> tuple[int | None, int | None]:
    prices = [o.price_minor for o in item.offers if o.currency == item.currency]
    return (min(prices), max(prices)) if prices else (None, None)


def _fall(item: Item) -> float:
    was, price = item.was_minor, item.price_minor
    return 1 - price / was if price is not None and was and price < was else 0.0


def picture_rows(items: Iterable[Item]) -> list[Row]:
    """Return the pictures of all items, each once."""
    sizes = {
        one.name: (one.width, one.height) for item in items for one in item.pictures
    }
    return [(name, *size) for name, size in sorted(sizes.items())]


def offer_rows(items: Iterable[tuple[int, Item]]) -> list[Row]:
    """Return which place has which offer; a key that two items have leads to one."""
    places = {
        offer.offer_key: place
        for place, item in items
        for offer in item.offers
        if offer.offer_key
    }
    return sorted(places.items())


def category_rows(items: Iterable[Item]) -> list[Row]:
    """Return the tree of categories; an item counts at each level above it too."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for path, number in Counter(item.category_path for item in items).items():
        keys = list(accumulate(map(slug, path), "{}/{}".format))
        for key, name in zip(keys, path, strict=True):
            counts[key] += number
            names.setdefault(key, name)
    return [
        (key, key.rpartition("/")[0], names[key], counts[key]) for key in sorted(names)
    ]


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


def total_rows(assortment: Assortment) -> list[Row]:
    """Return the figures that the pages quote."""
    offers = [offer for item in assortment.items for offer in item.offers]
    checked = [item.checked_at for item in assortment.items if item.checked_at]
    return [
        ("checked_at", max(checked).isoformat() if checked else None),
        ("currency", assortment.currency),
        ("guides", len(assortment.guides)),
        ("items", len(assortment.items)),
        ("offers", len(offers)),
        ("price_mark", assortment.price_mark),
        ("programmes", len(assortment.programmes)),
        ("shops", len({offer.host for offer in offers})),
    ]
