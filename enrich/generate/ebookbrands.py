"""Who makes the things of a niche, brand by brand."""

from collections.abc import Iterator, Sequence

from enrich.generate import ebookwords
from enrich.generate.asked import linked
from enrich.generate.ebookfound import Kind, Niche, brand, cell, heard, listed
from enrich.generate.guidefound import Thing
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Head,
    Points,
    Sheet,
    Text,
    Words,
)

_PROFILES = 10


def chapter(niche: Niche) -> list[Chapter]:
    """Return the chapter of the brands; none where the niche has hardly any."""
    if len(niche.brands) < 2:
        return []
    blocks: list[Block] = [
        Words(
            text=Text(
                text="These are the names that you will meet. A brand is told of when we saw "
                "several of its things in this niche. What buyers feel is told of all its "
                "things here together; small counts say little."
            )
        ),
        Sheet(
            caption="Brands of the niche",
            names=["Brand", "Products", "From", "Middle", "To", "Opinions", "Glad"],
            figures=[1, 2, 3, 4, 5, 6],
            rows=[_brand(niche, name, of) for name, of in niche.brands.items()],
        ),
        Chart(
            caption="The middle price of each brand",
            bars=[_bar(niche, name, of) for name, of in niche.brands.items()],
        ),
    ]
    for name, things in list(niche.brands.items())[:_PROFILES]:
        blocks += _profile(niche, name, things)
    return [Chapter(name="brands", title="Who Makes Them", blocks=blocks)]


def _brand(niche: Niche, name: str, things: Sequence[Thing]) -> list[Text]:
    keys = heard(things)
    prices = [niche.price(things, way) for way in ("least", "middle", "most")]
    told = [niche.judged(keys, how) for how in ("heard", "glad")] if keys else []
    cells = [cell(fact) for fact in (niche.count(things), *prices, *told)]
    return [Text(text=name, strong=True), *cells, *[Text(text="")] * (6 - len(cells))]


def _bar(niche: Niche, name: str, things: Sequence[Thing]) -> Bar:
    prices = sorted(thing.offers[0].price_minor for thing in things)
    said = cell(niche.price(things, "middle"))
    return Bar(name=name, value=prices[(len(prices) - 1) // 2], said=said)


def _profile(niche: Niche, name: str, things: Sequence[Thing]) -> Iterator[Block]:
    by_price = sorted(things, key=lambda t: (t.offers[0].price_minor, t.group_key))
    facts = {
        "count": niche.count(things),
        "low": niche.price(things, "least"),
        "high": niche.price(things, "most"),
    }
    kinds = listed([kind.noun for kind in niche.kinds if _makes(name, kind)])
    text = ebookwords.chosen(name, ebookwords.BRAND).format(
        brand=name,
        kinds=kinds,
        many=f"{kinds[:1].upper()}{kinds[1:]}",
        **{key: fact.said for key, fact in facts.items()},
    )
    yield Head(text=name)
    yield Words(text=Text(text=text, facts=list(facts.values())))
    low, high = by_price[0], by_price[-1]
    items = [
        Text(text=f"Where it begins: {low.name}.", link=linked(low.offers[0].url)),
        Text(text=f"Where it ends: {high.name}.", link=linked(high.offers[0].url)),
    ]
    if keys := heard(things):
        every, glad, sorry = (
            niche.judged(keys, how) for how in ("heard", "glad", "sorry")
        )
        text = f"Opinions that we read: {every.said}; glad {glad.said}, sorry {sorry.said}."
        items.append(Text(text=text, facts=[every, glad, sorry]))
    yield Points(items=items)


def _makes(name: str, kind: Kind) -> bool:
    return any(brand(thing) == name for thing in kind.things)
