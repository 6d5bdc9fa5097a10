"""The market report as a work: what the shelves hold, who sells, what is said, what is open."""

from collections.abc import Iterator, Sequence
from datetime import date

from enrich.generate.compared import tile
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.marketfound import Market, Markets
from enrich.generate.markettold import chapter, opened, openings, sensitivity, unknown
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Fact,
    Form,
    Head,
    Points,
    Sheet,
    Text,
    Tiles,
    Words,
    Work,
)
from lake.keys import key_of

_BARS = 15
_FIRST = 3
# So many categories have a chapter of their own.
_NOTED = 8


def marketed(markets: Markets, as_of: date) -> Work:
    """Return the report as of a day."""
    products, shops = markets.over("groups", "sum"), _shops(markets)
    many = markets.over("groups", "count")
    noted = markets.markets[:_NOTED]
    return Work(
        key=report_key(),
        kind="market_report",
        title="Market Report: What Shops Sell and What Buyers Say",
        subtitle=f"{many.said} categories, {products.said} products, {shops.said} shops",
        as_of=as_of,
        about=f"A report on {many.said} categories: what is on the shelf, at which prices, "
        "who sells it, what buyers say, and where there may be room for one shop more.",
        rights="Facts are given with the sites that they were read from.",
        facts=[products, shops, many],
        subjects=markets.keys,
        keywords=["market research", *sorted({market.label for market in noted})],
        sources=markets.sources,
        chapters=[
            _summary(markets, [products, shops]),
            _size(markets),
            _demand(markets),
            *(chapter(markets, market, n) for n, market in enumerate(noted, 1)),
            *openings(markets),
            *sensitivity(markets),
            unknown(markets),
        ],
    )


def report_key() -> str:
    """Return the key of the report in all its editions."""
    return key_of("market_report", "all")


def evidence(markets: Markets) -> Evidence:
    """Return what the gate holds the report against."""
    told = [one for m in markets.markets for one in (*m.bestsellers, *m.openings)]
    names = {name for m in markets.markets for name in (m.name, m.label)}
    names |= {one.name for one in told}
    names |= {seller.shop for m in markets.markets for seller in m.sellers}
    # The query leaves out pages that are gone or reserve their rights.
    pages = {one.url: Page(alive=True, reserved=False) for one in told if one.url}
    return Evidence(
        rows=markets.rows,
        pages=pages,
        names=frozenset(names - {""}),
        texts={},
        on_sale={},
    )


def _shops(markets: Markets) -> Fact:
    keys = [m.key(seller.host) for m in markets.markets for seller in m.sellers]
    return markets.fact("market_sellers.host", keys, "distinct", "number")


def _summary(markets: Markets, counts: Sequence[Fact]) -> Chapter:
    products, shops = counts
    opinions = markets.over("opinions", "sum")
    text = (
        "For whom plans a range, looks for a gap or wants to know the others: what stands "
        "on the shelves that we read, and what their buyers say. Each figure follows from "
        "pages of the shops; the chapters behind show them all."
    )
    first = [opened(markets, *of) for of in markets.openings[:_FIRST]]
    return Chapter(
        name="summary",
        title="Executive summary",
        blocks=[
            Words(text=Text(text=text)),
            Tiles(
                tiles=[
                    tile(products, "products, however many shops sell each"),
                    tile(shops, "shops"),
                    tile(opinions, "opinions this season"),
                ]
            ),
            Head(text="What stands out"),
            Points(items=list(_findings(markets))),
            Head(text="Where opinions grow"),
            *_growth(markets),
            *_where(first),
        ],
    )


def _where(first: list[Text]) -> list[Block]:
    if not first:
        return []
    return [Head(text="Where to look"), Points(items=first, ordered=True)]


def _findings(markets: Markets) -> Iterator[Text]:
    """Yield what a reader in a hurry should know."""
    every = markets.markets
    wide = max(every, key=lambda m: (m.groups, m.entity_key))
    claim = markets.claim("groups", wide, "widest of the {} categories")
    groups, hosts = markets.of(wide, "groups"), markets.of(wide, "hosts")
    yield Text(
        text=f"{wide.name} is the {claim.said}: {groups.said} products in {hosts.said} shops.",
        facts=[claim, groups, hosts],
    )
    loud = max(every, key=lambda m: (m.opinions, m.entity_key))
    claim = markets.claim("opinions", loud, "most opinions of the {} categories")
    count = markets.of(loud, "opinions")
    text = f"{loud.name} has the {claim.said}: {count.said} this season."
    yield Text(text=text, facts=[claim, count])
    yield from _shares(markets)


def _growth(markets: Markets) -> Iterator[Block]:
    growing = [market for market in markets.markets if market.grows]
    if not growing:
        text = "In no category is it clear that they grow: where there were more, it may be chance."
        yield Words(text=Text(text=text))
        return
    growing.sort(key=lambda m: (-(m.trend or 0), m.entity_key))
    yield Points(items=[_grown(markets, market) for market in growing[:_FIRST]])


def _grown(markets: Markets, market: Market) -> Text:
    facts = [
        markets.of(market, of)
        for of in ("opinions", "trend", "trend_low", "trend_high")
    ]
    count, times, low, high = (fact.said for fact in facts)
    text = (
        f"{market.name}: {count} opinions, {times} times as many as in the season before. "
        f"That is hardly chance, as the bounds are {low} and {high}."
    )
    return Text(text=text, facts=facts)


def _shares(markets: Markets) -> Iterator[Text]:
    for column, words in (
        ("sold_out", "{name}: {share} of what shops list is sold out."),
        ("reduced", "{name}: {share} of the listings name a former, higher price."),
        ("concentration", "{name}: the large shops hold {share} of the shelf."),
    ):
        known = [m for m in markets.markets if getattr(m, column)]
        if known:
            first = max(known, key=lambda m: (getattr(m, column), m.entity_key))
            share = markets.of(first, column, "percent")
            text = words.format(name=first.name, share=share.said)
            yield Text(text=text, facts=[share])


def _cell(fact: Fact) -> Text:
    return Text(text=fact.said, facts=[fact])


def _size(markets: Markets) -> Chapter:
    text = (
        "A product counts once, however many shops sell it. Prices are those of products: "
        "low and high leave out the ends, the middle splits them into equal parts."
    )
    ordered = sorted(markets.markets, key=lambda m: (-m.groups, m.entity_key))
    return Chapter(
        name="size",
        title="How big the shelf is",
        blocks=[
            Words(text=Text(text=text)),
            _chart(markets, ordered, "groups", "Products"),
            Sheet(
                caption="Products, shops, prices",
                names=["Category", "Products", "Shops", "Low", "Middle", "High"],
                figures=[1, 2, 3, 4, 5],
                rows=[_shelf(markets, market) for market in ordered],
            ),
            Sheet(
                caption="In what state the shelf is",
                names=["Category", "Sold out", "Reduced", "By", "Held by the large"],
                figures=[1, 2, 3, 4],
                rows=[
                    _shared(
                        markets,
                        market,
                        ("sold_out", "reduced", "reduction", "concentration"),
                    )
                    for market in ordered
                ],
            ),
        ],
    )


def _chart(
    markets: Markets, ordered: Sequence[Market], column: str, caption: str
) -> Chart:
    bars = [
        Bar(
            name=m.label,
            value=float(getattr(m, column)),
            said=_cell(markets.of(m, column)),
        )
        for m in ordered[:_BARS]
    ]
    return Chart(caption=caption, bars=bars)


def _shelf(markets: Markets, market: Market) -> list[Text]:
    return [
        Text(text=market.name),
        *(_cell(markets.of(market, column)) for column in ("groups", "hosts")),
        *(_cell(markets.price(market, which)) for which in ("low", "mid", "high")),
    ]


def _shared(
    markets: Markets, market: Market, columns: Sequence[str], form: Form = "percent"
) -> list[Text]:
    return [
        Text(text=market.name),
        *(
            Text(text="–")
            if getattr(market, column) is None
            else _cell(markets.of(market, column, form))
            for column in columns
        ),
    ]


def _demand(markets: Markets) -> Chapter:
    text = (
        "What buyers wrote in this season, and in the one before. A change is told with "
        "its bounds: when the lower one is not above one, it may be chance. The judgement "
        "is the mean of what the words say, from minus one to one."
    )
    loud: list[Block] = []
    if any(market.opinions for market in markets.markets):
        loud = [_chart(markets, markets.markets, "opinions", "Opinions this season")]
    columns = (
        "opinions",
        "opinions_before",
        "trend",
        "trend_low",
        "trend_high",
        "sentiment",
    )
    return Chapter(
        name="demand",
        title="What buyers say",
        blocks=[
            Words(text=Text(text=text)),
            *loud,
            Sheet(
                caption="Opinions and their course",
                names=["Category", "Now", "Before", "Times", "From", "To", "Judgement"],
                figures=[1, 2, 3, 4, 5, 6],
                rows=[_shared(markets, m, columns, "number") for m in markets.markets],
            ),
        ],
    )
