"""The buying guide as a work: picks, what sets things apart, each pick, all compared.

Three picks are made by rule, and the rule is said beside each. Words are chosen by the
category's key among a few, so that one guide is the same each time and two are not.
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from enrich.generate import guidewords
from enrich.generate.asked import linked, sources
from enrich.generate.compared import tile
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.guidechoose import choosing
from enrich.generate.guidefound import Category, Thing
from enrich.generate.guidepick import Pick, chapter, picks
from enrich.generate.guidewords import word
from enrich.generate.letters import shown
from enrich.generate.work import (
    Bar,
    Chapter,
    Chart,
    Fact,
    Points,
    Sheet,
    Source,
    Text,
    Tiles,
    Words,
    Work,
)
from lake.keys import key_of


def guided(category: Category, as_of: date) -> Work:
    """Return the guide to `category` as of a day."""
    things = category.things
    count = category.fact("scores.score", category.groups, "count", "number")
    picked = picks(category)
    noun = category.noun
    return Work(
        key=guide_key(category),
        kind="buying_guide",
        title=f"{noun[:1].upper()}{noun[1:]}: {word(category, guidewords.TITLES)}",
        subtitle=f"{count.said} compared by price, facts and what their buyers say",
        as_of=as_of,
        about=f"A guide to {noun}: {count.said} products compared, with prices of the day "
        "and the pages that they were read from.",
        rights="Facts are given with the pages that they were read from; words of "
        "buyers are quoted with their source.",
        facts=[count],
        subjects=category.groups,
        keywords=[noun, *sorted({shown(t.brand)[:60] for t in things if t.brand})],
        sources=_sources(things),
        chapters=[
            _glance(category, picked, count),
            *([choosing(category)] if category.traits() else []),
            *(chapter(category, pick, place) for place, pick in enumerate(picked, 1)),
            _others(category, picked),
            _all(category),
        ],
    )


def guide_key(category: Category) -> str:
    """Return the key of the guide to `category`, in all its editions."""
    return key_of("buying_guide", category.path)


def evidence(category: Category) -> Evidence:
    """Return what the gate holds the guide against."""
    things = category.things
    # The query leaves out pages that are gone or reserve their rights.
    urls = [offer.url for thing in things for offer in thing.offers]
    urls += [voice.url for thing in things for voice in thing.voices]
    texts = {v.opinion_key: v.text for thing in things for v in thing.voices}
    texts |= {t.listing_key: t.description for t in things if t.description}
    return Evidence(
        rows=category.rows,
        pages={url: Page(alive=True, reserved=False) for url in urls},
        names=frozenset(_names(category)),
        texts=texts,
        on_sale={},
    )


def _glance(category: Category, picked: Sequence[Pick], count: Fact) -> Chapter:
    rows, things = category.rows, category.things
    every = [key for thing in things for key in thing.asked.keys]
    shops = category.fact("offers.host", every, "distinct", "number")
    cheapest = [thing.asked.keys[0] for thing in things]
    middle = things[0].asked.fact(rows, "middle", "money", cheapest)
    low, high = (
        things[0].asked.fact(rows, way, "money", cheapest) for way in ("least", "most")
    )
    opening = word(category, guidewords.OPENINGS).format(
        noun=category.noun, low=low.said, high=high.said, middle=middle.said
    )
    return Chapter(
        name="glance",
        title="At a glance",
        blocks=[
            Words(text=Text(text=opening, facts=[low, high, middle])),
            Tiles(
                tiles=[
                    tile(count, f"{category.noun} compared"),
                    tile(shops, "shops that sell them"),
                    tile(middle, "is the middle of their prices"),
                ]
            ),
            Sheet(
                caption="What we would buy",
                names=["For whom", "What", "From"],
                figures=[2],
                rows=[_picked(category, pick) for pick in picked],
            ),
            Words(text=Text(text=word(category, guidewords.UNPAID)), soft=True),
            Chart(
                caption="What each costs where it costs little",
                bars=[_bar(category, thing) for thing in things],
            ),
        ],
    )


def _picked(category: Category, pick: Pick) -> list[Text]:
    price = pick.thing.asked.fact(category.rows, "least", "money")
    whom = f"{pick.whom[:1].upper()}{pick.whom[1:]}"
    return [
        Text(text=whom),
        Text(text=pick.thing.name, strong=True, link=linked(pick.thing.offers[0].url)),
        Text(text=price.said, facts=[price]),
    ]


def _bar(category: Category, thing: Thing) -> Bar:
    price = thing.asked.fact(category.rows, "least", "money")
    said = Text(text=price.said, facts=[price])
    return Bar(name=thing.label, value=thing.offers[0].price_minor, said=said)


def _others(category: Category, picked: Sequence[Pick]) -> Chapter:
    taken = [pick.thing for pick in picked]
    items = [
        _other(category, t, n)
        for n, t in enumerate(t for t in category.things if t not in taken)
    ]
    return Chapter(
        name="others",
        title="Also looked at",
        opens=False,
        blocks=[
            Words(text=Text(text=word(category, guidewords.ALSO))),
            Points(items=items),
        ],
    )


def _other(category: Category, thing: Thing, place: int) -> Text:
    low = thing.asked.fact(category.rows, "least", "money")
    facts = [low]
    # One after the other, from where the category begins.
    start = guidewords.OTHERS.index(word(category, guidewords.OTHERS))
    text = guidewords.OTHERS[(start + place) % len(guidewords.OTHERS)].format(
        name=thing.name, low=low.said
    )
    trait = next((t for t in category.traits() if t in thing.traits), None)
    if trait:
        own = [thing.listing_key]
        fact = category.fact(f"products.specs.{trait}", own, "is", "text")
        text += f" {trait}: {fact.said}."
        facts.append(fact)
    if thing.heard:
        heard, glad = (
            category.judged(thing, "heard"),
            category.judged(thing, "glad"),
        )
        words = word(category, guidewords.HEARD, thing.group_key)
        text += " " + words.format(heard=heard.said, glad=glad.said)
        facts += [heard, glad]
    return Text(text=text, facts=facts)


def _all(category: Category) -> Chapter:
    lines = []
    for thing in category.things:
        low = thing.asked.fact(category.rows, "least", "money")
        shops = thing.asked.fact(category.rows, "count", "number")
        score = category.fact("scores.score", [thing.group_key], "is", "number")
        lines.append(
            [
                Text(text=thing.name, link=linked(thing.offers[0].url)),
                *(Text(text=fact.said, facts=[fact]) for fact in (low, shops, score)),
            ]
        )
    sheet = Sheet(
        caption=f"All {category.noun}, by score",
        names=["Product", "From", "Shops", "Score"],
        rows=lines,
        figures=[1, 2, 3],
    )
    return Chapter(name="all", title="All compared", blocks=[sheet], opens=False)


def _sources(things: Sequence[Thing]) -> list[Source]:
    """Return the shops of all offers, and the sites whose buyers are quoted."""
    asked = {source.host: source for source in sources(t.asked for t in things)}
    voices = sorted((v for t in things for v in t.voices), key=lambda v: v.site)
    for site, of in groupby(voices, lambda voice: voice.site):
        own = list(of)
        known = asked.get(site)
        pages = known.pages if known else len({voice.url for voice in own})
        days = [voice.read_on for voice in own] + ([known.read_on] if known else [])
        asked[site] = Source(host=site, pages=pages, read_on=max(days), is_quoted=True)
    return sorted(asked.values(), key=lambda source: source.host)


def _names(category: Category) -> set[str]:
    things = category.things
    names = {name for thing in things for name in (thing.name, thing.label)}
    names |= {shown(thing.brand)[:60] for thing in things if thing.brand}
    names |= {offer.shop for thing in things for offer in thing.offers}
    names |= {category.noun, category.noun.capitalize()}
    return (names | {trait for thing in things for trait in thing.traits}) - {""}
