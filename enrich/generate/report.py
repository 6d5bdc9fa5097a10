"""The facts of a price comparison: what the query found, as the template prints it.

Everything is computed here, so that the template only sets type, and crawled text
reaches it as JSON strings alone: no character of a title can become mark-up.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from statistics import median_low

import msgspec

from enrich.money import written

_MAX_TITLE = 140
# What stands on one line beside the chart.
_MAX_LABEL = 36
_MAX_URL = 2000
# The scripts that the fonts inside the typesetter have letters for.
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
_STATES = {
    "InStock": "in stock",
    "LimitedAvailability": "few left",
    "PreOrder": "to pre-order",
    "BackOrder": "on back-order",
}


class FoundOffer(msgspec.Struct, frozen=True, kw_only=True):
    """One shop's price for a group, as the query gives it."""

    listing_key: str
    host: str
    url: str
    price_minor: int
    availability: str | None
    seen_on: date


class FoundReason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason of a group's score, as the query gives it."""

    name: str
    value: float | None
    points: float
    text: str


class FoundGroup(msgspec.Struct, frozen=True, kw_only=True):
    """One group with its shops' prices, cheapest first, as the query gives it."""

    group_key: str
    title: str
    brand: str | None
    category: str | None
    score: float
    currency: str
    offers: list[FoundOffer]
    reasons: list[FoundReason]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a product's table; `above` is its share above the cheapest."""

    shop: str
    url: str | None
    price: str
    above: float
    state: str
    seen: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One compared product."""

    title: str
    short: str
    brand: str | None
    score: int
    low: str
    high: str
    median: str
    saving: str
    saving_percent: int
    lines: list[Line]
    reasons: list[FoundReason]


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """The products of one category, best first."""

    title: str
    entries: list[Entry]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One shop, with how many prices it gave and how often it was the cheapest."""

    host: str
    offers: int
    cheapest: int
    seen: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One whole report."""

    title: str
    as_of: str
    year: int
    month: int
    day: int
    chapters: list[Chapter]
    sources: list[Source]


def report(groups: Sequence[FoundGroup], as_of: date) -> Report:
    """Return the report of `groups` as of a day."""
    chapters: dict[str, list[Entry]] = {}
    for group in groups:
        name = shown(group.category or "")[:60] or "More finds"
        chapters.setdefault(name, []).append(_entry(group))
    return Report(
        title="Same Thing, Other Price",
        as_of=_day(as_of),
        year=as_of.year,
        month=as_of.month,
        day=as_of.day,
        chapters=[
            Chapter(title=name, entries=entries) for name, entries in chapters.items()
        ],
        sources=_sources(groups),
    )


def shown(text: str) -> str:
    """Return `text` with what the fonts can show, on one line."""
    kept = "".join(letter for letter in text if _has_glyph(letter))
    return re.sub(r"\s+", " ", kept).strip()


def _has_glyph(letter: str) -> bool:
    if letter.isspace() or letter.isascii():
        return letter.isspace() or letter.isprintable()
    if unicodedata.category(letter)[0] == "L":
        return unicodedata.name(letter, "").startswith(_SCRIPTS)
    return letter in "°±²³µ·½¼¾×÷–—‘’‚“”„«»‹›…€£¥§©®™†•"


def _entry(group: FoundGroup) -> Entry:
    prices = [offer.price_minor for offer in group.offers]
    low, high = min(prices), max(prices)
    title = shown(group.title)
    brand = shown(group.brand or "")[:60]
    return Entry(
        title=_cut(title, _MAX_TITLE),
        short=_cut(title, _MAX_LABEL),
        brand=brand or None,
        score=round(group.score),
        low=written(low, group.currency),
        high=written(high, group.currency),
        median=written(median_low(prices), group.currency),
        saving=written(high - low, group.currency),
        saving_percent=round(100 * (high - low) / high),
        lines=[_line(offer, group.currency, low) for offer in group.offers],
        reasons=group.reasons[:3],
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


def _line(offer: FoundOffer, currency: str, low: int) -> Line:
    return Line(
        shop=shown(offer.host)[:60],
        url=offer.url if len(offer.url) <= _MAX_URL else None,
        price=written(offer.price_minor, currency),
        above=round((offer.price_minor - low) / low, 4),
        state=_STATES.get(offer.availability or "", "not stated"),
        seen=_day(offer.seen_on),
    )


def _sources(groups: Sequence[FoundGroup]) -> list[Source]:
    hosts = sorted({offer.host for group in groups for offer in group.offers})
    return [_source(host, groups) for host in hosts]


def _source(host: str, groups: Sequence[FoundGroup]) -> Source:
    offers = [offer for group in groups for offer in group.offers if offer.host == host]
    lows = {group.offers[0].listing_key for group in groups}
    return Source(
        host=shown(host)[:60],
        offers=len(offers),
        cheapest=sum(offer.listing_key in lows for offer in offers),
        seen=_day(max(offer.seen_on for offer in offers)),
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
