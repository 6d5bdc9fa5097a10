"""The price comparison as a work: what the query found, in sentences with their facts."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import msgspec

from enrich.generate.figures import Rows, told
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.letters import cut, shown
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Fact,
    Head,
    Sheet,
    Source,
    Text,
    Tile,
    Tiles,
    Words,
    Work,
)
from lake.keys import key_of

_MAX_TITLE = 140
_MAX_LABEL = 36
_MAX_URL = 2000
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

    @property
    def name(self) -> str:
        """The title as it is shown."""
        return cut(shown(self.title), _MAX_TITLE)

    @property
    def shelf(self) -> str:
        """The category as it is shown."""
        return shown(self.category or "")[:60] or "More finds"


def compared(groups: Sequence[FoundGroup], as_of: date) -> Work:
    """Return the comparison of `groups` as of a day."""
    rows = rows_of(groups)
    count = told(rows, _scores(groups, "count", "score", "number"))
    shelves = groupby(sorted(groups, key=lambda g: g.shelf), lambda g: g.shelf)
    chapters = [
        Chapter(
            name=f"shelf-{place}",
            title=shelf,
            blocks=[block for group in of for block in _product(rows, group)],
        )
        for place, (shelf, of) in enumerate(shelves, 1)
    ]
    return Work(
        key=key_of("comparison", "all"),
        kind="comparison",
        title="Same Thing, Other Price",
        subtitle=f"{count.said} products, and which shop asks less",
        as_of=as_of,
        about=f"Prices of {count.said} products, shop by shop, with the day of each.",
        rights="Facts are given with the pages that they were read from.",
        facts=[count],
        subjects=[group.group_key for group in groups],
        keywords=sorted({group.shelf for group in groups}),
        sources=_sources(groups),
        chapters=[_glance(rows, groups, count), *chapters],
    )


def rows_of(groups: Sequence[FoundGroup]) -> Rows:
    """Return what may be said of `groups`, by table and key."""
    offers: dict[tuple[str, str], dict[str, Any]] = {
        ("offers", offer.listing_key): {
            "price_minor": offer.price_minor,
            "currency": group.currency,
            "host": offer.host,
            "seen_at": offer.seen_on,
        }
        for group in groups
        for offer in group.offers
    }
    scores: dict[tuple[str, str], dict[str, Any]] = {
        ("scores", group.group_key): {
            "score": round(group.score),
            **{f"reasons.{n}": shown(r.text) for n, r in enumerate(group.reasons)},
        }
        for group in groups
    }
    return {**offers, **scores}


def evidence(groups: Sequence[FoundGroup]) -> Evidence:
    """Return what the gate holds the comparison against."""
    # The query leaves out pages that are gone or reserve their rights.
    pages = {o.url: Page(alive=True, reserved=False) for g in groups for o in g.offers}
    return Evidence(
        rows=rows_of(groups),
        pages=pages,
        names=frozenset(_names(groups)),
        texts={},
        on_sale={},
    )


def _glance(rows: Rows, groups: Sequence[FoundGroup], count: Fact) -> Chapter:
    every = [offer.listing_key for group in groups for offer in group.offers]
    hosts = Fact(
        said="",
        table="offers",
        column="host",
        keys=every,
        way="distinct",
        form="number",
    )
    shops = told(rows, hosts)
    widest = max(groups, key=lambda g: (_share(g), g.group_key))
    share = told(rows, _prices(widest, "gap_share", "percent"))
    low, high, gap = (
        told(rows, _prices(widest, way, "money")) for way in ("least", "most", "gap")
    )
    text = (
        f"The widest gap that we found: {widest.name} costs {low.said} in one shop and "
        f"{high.said} in another. That is {gap.said} for the same thing."
    )
    return Chapter(
        name="glance",
        title="At a glance",
        blocks=[
            Tiles(
                tiles=[
                    _tile(count, "products, each sold by several shops"),
                    _tile(shops, "shops whose prices are compared"),
                    _tile(share, "more is asked where prices lie widest apart"),
                ]
            ),
            Words(text=Text(text=text, facts=[low, high, gap])),
            Chart(
                caption="How much more is asked than where it costs little",
                bars=[_bar(rows, group) for group in groups],
            ),
        ],
    )


def _tile(fact: Fact, words: str) -> Tile:
    return Tile(figure=Text(text=fact.said, facts=[fact]), words=words)


def _bar(rows: Rows, group: FoundGroup) -> Bar:
    share = told(rows, _prices(group, "gap_share", "percent"))
    said = Text(text=f"+{share.said}", facts=[share])
    return Bar(name=cut(group.name, _MAX_LABEL), value=_share(group), said=said)


def _product(rows: Rows, group: FoundGroup) -> Iterator[Block]:
    shops = told(rows, _prices(group, "count", "number"))
    middle = told(rows, _prices(group, "middle", "money"))
    score = told(rows, _scores([group], "is", "score", "number"))
    brand = f"{shown(group.brand)[:60]}. " if group.brand else ""
    facts = [shops, middle, score]
    yield Head(text=group.name)
    text = f"{brand}{shops.said} shops. Middle price {middle.said}. Score {score.said}."
    yield Words(text=Text(text=text, facts=facts), soft=True)
    yield Sheet(
        caption="What each shop asks",
        names=["Shop", "Price", "More", "Availability", "Read on"],
        figures=[1, 2],
        rows=[_line(rows, group, offer) for offer in group.offers],
    )
    yield Words(text=_saving(rows, group))
    reasons = list(_reasons(rows, group))
    if reasons:
        text = "Why it stands here: " + " ".join(fact.said for fact in reasons)
        yield Words(text=Text(text=text, facts=reasons), soft=True)


def _line(rows: Rows, group: FoundGroup, offer: FoundOffer) -> list[Text]:
    own = [offer.listing_key]
    cheap = offer.price_minor == group.offers[0].price_minor
    price = told(rows, _prices(group, "is", "money", own))
    both = [group.offers[0].listing_key, offer.listing_key]
    more = told(rows, _prices(group, "gap_share", "percent", both))
    day = Fact(said="", table="offers", column="seen_at", keys=own, form="day")
    seen = told(rows, day)
    link = offer.url if len(offer.url) <= _MAX_URL else None
    return [
        Text(text=shown(offer.host)[:60], link=link, strong=cheap),
        Text(text=price.said, facts=[price], strong=cheap),
        Text(text="") if cheap else Text(text=f"+{more.said}", facts=[more]),
        Text(text=_STATES.get(offer.availability or "", "not stated")),
        Text(text=seen.said, facts=[seen]),
    ]


def _saving(rows: Rows, group: FoundGroup) -> Text:
    gap = told(rows, _prices(group, "gap", "money"))
    if _share(group) == 0:
        return Text(text="All these shops ask the same.")
    cheap = shown(group.offers[0].host)[:60]
    text = f"Who buys at {cheap} instead of where it is dear keeps {gap.said}."
    return Text(text=text, facts=[gap])


def _reasons(rows: Rows, group: FoundGroup) -> Iterator[Fact]:
    for place, reason in enumerate(group.reasons[:3]):
        if shown(reason.text):
            yield told(rows, _scores([group], "is", f"reasons.{place}", "text"))


def _share(group: FoundGroup) -> float:
    prices = [offer.price_minor for offer in group.offers]
    return (max(prices) - min(prices)) / min(prices)


def _prices(
    group: FoundGroup, way: Any, form: Any, keys: list[str] | None = None
) -> Fact:
    return Fact(
        said="",
        table="offers",
        column="price_minor",
        keys=keys or [offer.listing_key for offer in group.offers],
        way=way,
        form=form,
        currency=group.currency,
    )


def _scores(groups: Sequence[FoundGroup], way: Any, column: str, form: Any) -> Fact:
    keys = [group.group_key for group in groups]
    return Fact(said="", table="scores", column=column, keys=keys, way=way, form=form)


def _names(groups: Sequence[FoundGroup]) -> set[str]:
    names = {group.name for group in groups} | {group.shelf for group in groups}
    names |= {cut(group.name, _MAX_LABEL) for group in groups}
    names |= {shown(group.brand)[:60] for group in groups if group.brand}
    return names | {shown(o.host)[:60] for g in groups for o in g.offers} - {""}


def _sources(groups: Sequence[FoundGroup]) -> list[Source]:
    offers = sorted(
        (offer for group in groups for offer in group.offers), key=lambda o: o.host
    )
    found = []
    for host, of in groupby(offers, lambda offer: offer.host):
        own = list(of)
        read_on = max(offer.seen_on for offer in own)
        found.append(Source(host=shown(host), pages=len(own), read_on=read_on))
    return found
