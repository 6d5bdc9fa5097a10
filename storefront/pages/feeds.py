"""Feeds (Atom, RFC 4287): new posts, prices that fell, what came into the shop."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import msgspec
from litestar import Response, get

from storefront.catalogue.answers import Card
from storefront.pages.blog import posts
from storefront.pages.kinds import kind_name, post_path
from storefront.pages.templates import product_path
from storefront.pages.visit import Asked, Visit

_MOST = 50
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry; `path` is its address without a language."""

    path: str
    title: str
    text: str
    changed: datetime
    language: str | None = None


@get("/blog/feed.xml", sync_to_thread=False)
def posts_feed(request: Asked) -> Response[str]:
    """Tell of the newest posts."""
    visit = Visit.of(request)
    entries = [
        Entry(
            path=post_path(one) or "/blog",
            title=one.title,
            text=one.summary or kind_name(one.kind, visit.words),
            changed=one.made_at,
            language=one.language,
        )
        for one in posts(visit)[:_MOST]
    ]
    return _feed(visit, "/blog", visit.words("Posts"), entries)


@get("/deals/feed.xml", sync_to_thread=False)
def deals_feed(request: Asked) -> Response[str]:
    """Tell of the prices that fell most."""
    visit = Visit.of(request)
    entries = [_entry(card, _fall(visit, card)) for card in visit.shelf.drops(_MOST)]
    return _feed(visit, "/deals", visit.words("Prices that fell"), entries)


@get("/products/feed.xml", sync_to_thread=False)
def products_feed(request: Asked) -> Response[str]:
    """Tell of what came into the shop last."""
    visit = Visit.of(request)
    entries = [_entry(card, _price(visit, card)) for card in visit.shelf.newest(_MOST)]
    path = "/products?sort=new"
    return _feed(visit, path, visit.words("New in the shop"), entries)


def _entry(card: Card, text: str) -> Entry:
    return Entry(
        path=product_path(card.sku, card.title),
        title=card.title,
        text=text,
        changed=card.added_at or card.checked_at or _BEGINNING,
        language=card.language,
    )


def _fall(visit: Visit, card: Card) -> str:
    if card.was_minor is None or card.currency is None:
        return _price(visit, card)
    was = visit.words.amounts.price(card.was_minor, card.currency)
    return visit.words("{price} instead of {was}", price=_price(visit, card), was=was)


def _price(visit: Visit, card: Card) -> str:
    if card.price_minor is None or card.currency is None:
        return visit.words("No price seen yet")
    return visit.words.amounts.price(card.price_minor, card.currency)


def _feed(
    visit: Visit, path: str, title: str, entries: Iterable[Entry]
) -> Response[str]:
    settings = visit.shop.settings
    here = settings.address + visit.to(visit.path)
    told = list(entries)
    changed = max((entry.changed for entry in told), default=visit.now)
    parts = (
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{visit.language}">\n',
        f"<id>{_text(here)}</id>\n",
        f"<title>{_text(f'{title} · {settings.name}')}</title>\n",
        f"<updated>{_time(changed)}</updated>\n",
        f"<author><name>{_text(settings.name)}</name></author>\n",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(here)}/>\n',
        f"<link href={quoteattr(settings.address + visit.to(path))}/>\n",
        *(_written(visit, entry) for entry in told),
        "</feed>\n",
    )
    return Response("".join(parts), media_type="application/atom+xml; charset=utf-8")


def _written(visit: Visit, entry: Entry) -> str:
    address = visit.shop.settings.address
    spoken = quoteattr(_clean(entry.language or visit.language))
    return (
        f"<entry><id>{_text(address + entry.path)}</id>"
        f"<title xml:lang={spoken}>{_text(entry.title)}</title>"
        f"<link href={quoteattr(address + visit.to(entry.path))}/>"
        f"<updated>{_time(entry.changed)}</updated>"
        f"<summary>{_text(entry.text)}</summary></entry>\n"
    )


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    return _NO_XML.sub("", text)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


HANDLERS = (posts_feed, deals_feed, products_feed)
