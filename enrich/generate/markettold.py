"""The chapters of a market report on one category, on openings, and on what stays unknown."""

from collections.abc import Iterator, Sequence
from zlib import crc32

from enrich.generate.asked import linked
from enrich.generate.marketfound import Market, Markets, Seller, Sensed, Told
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
    Words,
)
from enrich.research.limits import SILENT

_SELLERS, _OPENINGS = 12, 25
_MONTHS = ("January", *[""] * 10, "December")
_OPENED = (
    (
        "{groups} products stand in {hosts} shops. As a rule they cost between {low} and "
        "{high}; {mid} is the middle."
    ),
    (
        "Who looks for one of these finds {groups} products in {hosts} shops. The middle "
        "price is {mid}; prices go from {low} to {high}, the ends left out."
    ),
    (
        "Between {low} and {high}, with {mid} in the middle: that is what {groups} products "
        "in {hosts} shops cost."
    ),
)


def chapter(markets: Markets, market: Market, place: int) -> Chapter:
    """Return what is told of one category."""
    return Chapter(
        name=f"category-{place}",
        title=market.name,
        blocks=[
            Words(text=_opening(markets, market)),
            *_course(markets, market),
            *_sellers(markets, market),
            *_selling(markets, market),
        ],
    )


def _opening(markets: Markets, market: Market) -> Text:
    facts = {column: markets.of(market, column) for column in ("groups", "hosts")}
    facts |= {which: markets.price(market, which) for which in ("low", "mid", "high")}
    words = _OPENED[crc32(market.entity_key.encode()) % len(_OPENED)]
    said = {name: fact.said for name, fact in facts.items()}
    return Text(text=words.format(**said), facts=list(facts.values()))


def _course(markets: Markets, market: Market) -> Iterator[Block]:
    """Yield the weeks and the months of what is said, where there are any."""
    weekly, season = market.weekly or [], market.season or []
    if any(weekly):
        names = ["the first week", *[""] * (len(weekly) - 2), "the last week"]
        bars = _bars(markets, market, "weekly", names, "number")
        yield Chart(caption="Opinions week by week", bars=bars, upright=True)
    if any(season):
        bars = _bars(markets, market, "season", _MONTHS, "percent")
        yield Chart(caption="Opinions by month of the year", bars=bars, upright=True)


def _bars(
    markets: Markets, market: Market, column: str, names: Sequence[str], form: Form
) -> list[Bar]:
    values = getattr(market, column)
    return [
        Bar(
            name=names[n] if n < len(names) else "",
            value=float(value),
            said=_cell(markets.of(market, f"{column}.{n}", form)),
        )
        for n, value in enumerate(values)
    ]


def _cell(fact: Fact) -> Text:
    return Text(text=fact.said, facts=[fact])


def _sellers(markets: Markets, market: Market) -> Iterator[Block]:
    if not market.sellers:
        return
    yield Head(text="Who sells")
    yield Sheet(
        caption="The shops, those with a wide range first",
        names=[
            "Shop",
            "Products",
            "Price to others",
            "Low price",
            "In stock",
            "Changes",
        ],
        figures=[1, 2, 3, 4, 5],
        rows=[_seller(markets, market, one) for one in market.sellers[:_SELLERS]],
    )


def _seller(markets: Markets, market: Market, one: Seller) -> list[Text]:
    def of(column: str, form: Form) -> Fact | None:
        if getattr(one, column) is None:
            return None
        return markets.fact(
            f"market_sellers.{column}", [market.key(one.host)], "is", form
        )

    bounds = [of(f"ratio{end}", "percent") for end in ("", "_low", "_high")]
    facts = [fact for fact in bounds if fact]
    ratio = Text(text="–")
    if len(facts) == len(bounds):
        share, low, high = (fact.said for fact in facts)
        ratio = Text(text=f"{share} ({low} to {high})", facts=facts)
    told = [
        of("groups", "number"),
        of("cheapest", "percent"),
        of("in_stock", "percent"),
    ]
    told.append(of("changes", "number"))
    cells = [_cell(fact) if fact else Text(text="–") for fact in told]
    return [Text(text=one.shop), cells[0], ratio, *cells[1:]]


def _selling(markets: Markets, market: Market) -> Iterator[Block]:
    if not market.bestsellers:
        return
    yield Head(text="What seems to sell")
    yield Sheet(
        caption="By opinions lately, places in lists, and ratings",
        names=["Product", "Why it stands here", "Strength"],
        figures=[2],
        rows=[_sold(markets, market, one) for one in market.bestsellers],
    )


def _sold(markets: Markets, market: Market, one: Told) -> list[Text]:
    own = [market.key(one.group_key or "")]
    why = markets.fact("market_bestsellers.why", own, "is", "text")
    strength = markets.fact("market_bestsellers.strength", own, "is", "number")
    return [
        Text(text=one.name, link=linked(one.url or "") or None),
        _cell(why),
        _cell(strength),
    ]


def openings(markets: Markets) -> Iterator[Chapter]:
    """Yield what may be worth doing, the strongest first."""
    found = markets.openings
    if not found:
        return
    keys = [market.opening(one) for market, one in found]
    count = markets.fact("market_opportunities.kind", keys, "count", "number")
    text = (
        f"We found {count.said}. A strength orders the list and is no chance of success. "
        "What speaks against each stands nowhere in our data: look at it yourself."
    )
    yield Chapter(
        name="openings",
        title="Openings",
        blocks=[
            Words(text=Text(text=text, facts=[count])),
            Points(
                items=[opened(markets, *of) for of in found[:_OPENINGS]], ordered=True
            ),
        ],
    )


def opened(markets: Markets, market: Market, one: Told) -> Text:
    """Return one opening in words."""
    own = [market.opening(one)]
    kind, why = (
        markets.fact(f"market_opportunities.{column}", own, "is", "text")
        for column in ("kind", "why")
    )
    strength = markets.fact("market_opportunities.strength", own, "is", "number")
    what = f"{one.name} ({market.label})" if one.name else market.name
    return Text(
        text=f"{what}: {kind.said}. {why.said} Strength {strength.said}.",
        facts=[kind, why, strength],
        link=linked(one.url) if one.url else None,
    )


def sensitivity(markets: Markets) -> Iterator[Chapter]:
    """Yield how opinions go with prices, where the data allow to say it."""
    every = [(m, one) for m in markets.markets for one in m.sensitivity]
    if not every:
        return
    keys = [m.key(one.basis) for m, one in every]
    known = markets.fact("market_sensitivity.slope", keys, "count", "number")
    asked = markets.fact("market_sensitivity.why", keys, "count", "number")
    text = (
        "Do dear products have fewer opinions? For each category we asked it of products "
        "beside each other, and of prices that changed. That makes "
        f"{asked.said} questions; the data were enough to answer {known.said} of them. What "
        "goes together is no cause: dear products are other products."
    )
    blocks: list[Block] = [Words(text=Text(text=text, facts=[asked, known]))]
    told = [(m, one) for m, one in every if one.slope is not None]
    if told:
        blocks.append(
            Sheet(
                caption="By how many per cent opinions differ where prices are one per cent higher",
                names=[
                    "Category",
                    "Asked of",
                    "They differ",
                    "From",
                    "To",
                    "Cases",
                    "Opinions",
                ],
                figures=[1, 2, 3, 4, 5, 6],
                rows=[_sensed(markets, *of) for of in told],
            )
        )
    yield Chapter(
        name="sensitivity", title="Prices and opinions", blocks=blocks, opens=False
    )


def _sensed(markets: Markets, market: Market, one: Sensed) -> list[Text]:
    own = [market.key(one.basis)]
    columns: dict[str, Form] = {"basis": "text"}
    columns |= dict.fromkeys(
        ("slope", "slope_low", "slope_high", "points", "opinions"), "number"
    )
    return [
        Text(text=market.name),
        *(
            _cell(markets.fact(f"market_sensitivity.{column}", own, "is", form))
            for column, form in columns.items()
        ),
    ]


def unknown(markets: Markets) -> Chapter:
    """Return what no data of ours can say."""
    left = markets.over("left_out", "sum")
    items = [Text(text=said) for said in SILENT]
    items.append(
        Text(text=f"Offers in such a currency, here: {left.said}.", facts=[left])
    )
    return Chapter(
        name="unknown",
        title="What cannot be known",
        blocks=[Points(items=items)],
        opens=False,
    )
