"""The price comparison as a work: what the query found, in sentences with their facts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import msgspec

from enrich.generate import comparedwords
from enrich.generate.asked import Asked, Offer, score_rows, sources
from enrich.generate.comparedwords import worded
from enrich.generate.figures import Rows, claimed, told
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.letters import cut, is_name, shown
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Fact,
    Head,
    Points,
    Text,
    Tile,
    Tiles,
    Way,
    Words,
    Work,
)
from lake.keys import key_of

TITLE = "Same Thing, Other Price"
_MAX_TITLE = 140
_MAX_LABEL = 36


class FoundGroup(msgspec.Struct, frozen=True, kw_only=True):
    """One group with its shops' prices, cheapest first, as the query gives it."""

    group_key: str
    # The listing in whose words it is told of.
    told_by: str
    title: str
    brand: str | None
    category: str | None
    score: float
    currency: str
    offers: list[Offer]

    @property
    def name(self) -> str:
        """The title as it is shown."""
        return cut(shown(self.title), _MAX_TITLE)

    @property
    def asked(self) -> Asked:
        """What its shops ask."""
        return Asked(self.currency, self.offers)

    @property
    def shelf(self) -> str:
        """The category as it is shown."""
        name = shown(self.category or "")[:60]
        return name if is_name(name) else "More finds"


def compared(groups: Sequence[FoundGroup], as_of: date) -> Work:
    """Return the comparison of `groups` as of a day."""
    rows = rows_of(groups)
    count = told(rows, _scores(groups, "count"))
    shelves = groupby(sorted(groups, key=lambda g: g.shelf), lambda g: g.shelf)
    chapters = [
        Chapter(
            name=f"shelf-{place}",
            title=shelf,
            blocks=[block for group in of for block in _product(rows, group)],
            opens=place == 1,
        )
        for place, (shelf, of) in enumerate(shelves, 1)
    ]
    return Work(
        key=comparison_key(),
        kind="comparison",
        title=TITLE,
        subtitle=f"{count.said} products, and which shop asks less",
        as_of=as_of,
        about=f"Prices of {count.said} products, shop by shop, with the day of each.",
        rights="Facts are given with the pages that they were read from.",
        facts=[count],
        subjects=[group.group_key for group in groups],
        keywords=sorted({group.shelf for group in groups}),
        sources=sources(group.asked for group in groups),
        chapters=[_glance(rows, groups, count), *chapters, _shops(rows, groups)],
    )


def comparison_key() -> str:
    """Return the key of the comparison, in all its editions."""
    return key_of("comparison", "all")


def rows_of(groups: Sequence[FoundGroup]) -> Rows:
    """Return what may be said of `groups`, by table and key."""
    rows: dict[tuple[str, str], Mapping[str, Any]] = {}
    for group in groups:
        rows |= group.asked.rows()
        rows |= score_rows(group.group_key, group.score, [])
    return rows


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
    every = [key for group in groups for key in group.asked.keys]
    hosts = Fact(
        said="",
        table="offers",
        column="host",
        keys=every,
        way="distinct",
        form="number",
    )
    widest = max(groups, key=lambda g: (g.asked.spread, g.group_key))
    share = widest.asked.fact(rows, "gap_share", "percent")
    low, high, gap = (
        widest.asked.fact(rows, way, "money") for way in ("least", "most", "gap")
    )
    text = (
        f"Far apart: {widest.name} costs {low.said} in one shop and "
        f"{high.said} in another. That is {gap.said} for the same thing."
    )
    return Chapter(
        name="glance",
        title="At a glance",
        blocks=[
            Tiles(
                tiles=[
                    tile(count, "products, each sold by several shops"),
                    tile(told(rows, hosts), "shops whose prices are compared"),
                    tile(share, "more is asked where prices lie far apart"),
                ]
            ),
            Words(text=Text(text=text, facts=[low, high, gap])),
            Chart(
                caption="How much more is asked than where it costs little",
                bars=[_bar(rows, group) for group in groups],
            ),
        ],
    )


def tile(fact: Fact, words: str) -> Tile:
    """Return one figure large."""
    return Tile(figure=Text(text=fact.said, facts=[fact]), words=words)


def _bar(rows: Rows, group: FoundGroup) -> Bar:
    share = group.asked.fact(rows, "gap_share", "percent")
    said = Text(text=f"+{share.said}", facts=[share])
    return Bar(name=cut(group.name, _MAX_LABEL), value=group.asked.spread, said=said)


def _product(rows: Rows, group: FoundGroup) -> Iterator[Block]:
    shops = group.asked.fact(rows, "count", "number")
    middle = group.asked.fact(rows, "middle", "money")
    score = told(rows, _scores([group], "is"))
    brand = f"{shown(group.brand)[:60]}. " if group.brand else ""
    text = f"{brand}{shops.said} shops. Middle price {middle.said}. Score {score.said}."
    yield Head(text=group.name)
    yield Words(text=Text(text=text, facts=[shops, middle, score]), soft=True)
    yield group.asked.sheet(rows)
    yield Words(text=_saving(rows, group))
    if rated := group.asked.rated:
        yield Words(text=_stars(rows, rated), soft=True)


def _stars(rows: Rows, rated: Offer) -> Text:
    facts = [
        told(rows, Fact(said="", table="offers", column=column, keys=[rated.listing_key],
            form="number"))
        for column in ("rating", "reviews")
    ]  # fmt: skip
    stars, many = facts
    words = worded(rated.listing_key, comparedwords.STARS)
    text = words.format(shop=rated.shop, many=many.said, stars=stars.said)
    return Text(text=text, facts=facts)


def _shops(rows: Rows, groups: Sequence[FoundGroup]) -> Chapter:
    """Return shop by shop what it has for less than the others."""
    blocks: list[Block] = []
    for shop in sorted({offer.shop for group in groups for offer in group.offers}):
        own = [o.listing_key for g in groups for o in g.offers if o.shop == shop]
        count = told(rows, Fact(said="", table="offers", column="host", keys=own,
            way="count", form="number"))  # fmt: skip
        blocks += [
            Head(text=shop),
            Words(
                text=Text(
                    text=worded(shop, comparedwords.SELLS).format(count=count.said),
                    facts=[count],
                )
            ),
        ]
        low = [_lowest(rows, group) for group in groups if group.offers[0].shop == shop]
        blocks += [Points(items=low)] if low else []
    return Chapter(name="shops", title="Shop by shop", blocks=blocks)


def _lowest(rows: Rows, group: FoundGroup) -> Text:
    asked = group.asked
    price = asked.fact(rows, "is", "money", asked.keys[:1])
    claim = Fact(
        said="", table="offers", column="price_minor", keys=asked.keys, way="is_least"
    )
    first = claimed(rows, claim, "cheapest of {} shops")
    text = f"{group.name}: {price.said}, the {first.said}"
    return Text(text=text, facts=[price, first])


def _saving(rows: Rows, group: FoundGroup) -> Text:
    if group.asked.spread == 0:
        return Text(text=worded(group.group_key, comparedwords.SAME))
    gap = group.asked.fact(rows, "gap", "money")
    words = worded(group.group_key, comparedwords.SAVING)
    text = words.format(shop=group.offers[0].shop, gap=gap.said)
    return Text(text=text, facts=[gap])


def _scores(groups: Sequence[FoundGroup], way: Way) -> Fact:
    keys = [group.group_key for group in groups]
    return Fact(
        said="", table="scores", column="score", keys=keys, way=way, form="number"
    )


def _names(groups: Sequence[FoundGroup]) -> set[str]:
    names = {group.name for group in groups} | {group.shelf for group in groups}
    names |= {cut(group.name, _MAX_LABEL) for group in groups}
    names |= {shown(group.brand)[:60] for group in groups if group.brand}
    return names | {offer.shop for group in groups for offer in group.offers} - {""}
