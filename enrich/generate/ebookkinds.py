"""The chapter of one kind of things: what money buys, what tells them apart, what to ask."""

from collections import Counter
from collections.abc import Iterator, Sequence

from enrich.generate import ebookwords
from enrich.generate.asked import linked
from enrich.generate.ebookbuyers import Quoted, of_kind
from enrich.generate.ebookfound import Kind, Niche, cell, common, lowered
from enrich.generate.ebookshelf import chart, liked, makers
from enrich.generate.ebookterms import PROPER, TERMS
from enrich.generate.guidefound import Thing
from enrich.generate.measures import measure
from enrich.generate.work import (
    Block,
    Chapter,
    Fact,
    Head,
    Points,
    Sheet,
    Text,
    Words,
)

# A product of a kind that shops ask so much more for is worth a word.
_WIDE = 0.1
_BANDS = ("Cheap", "In between", "Dear")
_ASKED = 4


def chapter(niche: Niche, kind: Kind, place: int, said: Quoted) -> Chapter:
    """Return the chapter of `kind`."""
    return Chapter(
        name=f"kind-{place}",
        title=kind.name,
        blocks=[
            _opening(niche, kind),
            Head(text="What money buys"),
            _bands(niche, kind),
            *_growing(niche, kind),
            *_apart(niche, kind),
            *chart(niche, kind),
            *makers(niche, kind),
            *of_kind(niche, kind, said),
            *liked(niche, kind),
            *_shops(niche, kind),
            *_questions(niche, kind),
        ],
    )


def _opening(niche: Niche, kind: Kind) -> Words:
    things = kind.things
    facts = {
        "count": niche.count(things),
        "shops": niche.shops(things),
        "low": niche.price(things, "least"),
        "middle": niche.price(things, "middle"),
        "high": niche.price(things, "most"),
    }
    text = ebookwords.chosen(kind.name, ebookwords.KIND).format(
        noun=kind.noun, **{name: fact.said for name, fact in facts.items()}
    )
    return Words(text=Text(text=text, facts=list(facts.values())))


def bands(kind: Kind) -> list[list[Thing]]:
    """Return the things of `kind` in three parts by price."""
    things, size = kind.by_price, len(kind.things) // 3
    return [things[:size], things[size:-size], things[-size:]]


def _bands(niche: Niche, kind: Kind) -> Sheet:
    rows = []
    for name, things in zip(_BANDS, bands(kind), strict=True):
        # The one in the middle of its band stands for it.
        shown = things[len(things) // 2]
        count, low, high = (
            niche.count(things),
            niche.price(things, "least"),
            niche.price(things, "most"),
        )
        example = Text(text=shown.name, link=linked(shown.offers[0].url))
        rows.append([Text(text=name), cell(count), cell(low), cell(high), example])
    return Sheet(
        caption="Bands of price",
        names=["Band", "Products", "From", "To", "One of them"],
        figures=[1, 2, 3],
        rows=rows,
    )


def measured(kind: Kind) -> list[str]:
    """Return the traits that all things of `kind` which state them measure in one unit."""
    found = []
    for trait in common(kind):
        told = [measure(t.traits[trait]) for t in kind.things if trait in t.traits]
        units = {one.unit if one else None for one in told}
        if None not in units and len(units) == 1:
            found.append(trait)
    return found


def stating(things: Sequence[Thing], trait: str) -> list[str]:
    """Return the keys of the listings that state `trait`."""
    return [thing.listing_key for thing in things if trait in thing.traits]


def middle(niche: Niche, things: Sequence[Thing], trait: str) -> Fact:
    """Return the middle of what things state of a trait that is measured."""
    return niche.fact(
        f"products.specs.{trait}", stating(things, trait), "middle", "measure"
    )


def _growing(niche: Niche, kind: Kind) -> Iterator[Block]:
    """Yield how what is stated goes with the price."""
    cheap, _, dear = bands(kind)
    items = []
    for trait in measured(kind):
        if not (stating(cheap, trait) and stating(dear, trait)):
            continue
        low, high = middle(niche, cheap, trait), middle(niche, dear, trait)
        words = _course(low, high)
        text = ebookwords.chosen(f"{kind.name}{trait}", words).format(
            trait=trait if trait in PROPER else lowered(trait),
            low=low.said,
            high=high.said,
        )
        items.append(Text(text=f"{text[:1].upper()}{text[1:]}", facts=[low, high]))
    if items:
        yield Points(items=items)


def _course(low: Fact, high: Fact) -> Sequence[str]:
    cheap, dear = measure(low.said), measure(high.said)
    if cheap is None or dear is None or cheap.amount == dear.amount:
        return ebookwords.SAME
    return ebookwords.GROWS if cheap.amount < dear.amount else ebookwords.SINKS


def _apart(niche: Niche, kind: Kind) -> Iterator[Block]:
    """Yield what their pages state, in figures and in words."""
    figures = measured(kind)
    words = [trait for trait in common(kind) if trait not in figures]
    if figures or words:
        yield Head(text="What tells them apart")
    if figures:
        yield Sheet(
            caption="Stated in figures",
            names=["What", "From", "Middle", "To", "Stated of"],
            figures=[1, 2, 3, 4],
            rows=[_range(niche, kind, trait) for trait in figures],
        )
    if words:
        yield Sheet(
            caption="Stated in words",
            names=["What", "Common", "Stated so", "Stated of", "Other words"],
            figures=[2, 3],
            rows=[_usual(niche, kind, trait) for trait in words],
        )


def _range(niche: Niche, kind: Kind, trait: str) -> list[Text]:
    of, keys = f"products.specs.{trait}", stating(kind.things, trait)
    low, high = (niche.fact(of, keys, way, "measure") for way in ("least", "most"))
    count = niche.fact(of, keys, "count", "number")
    facts = (low, middle(niche, kind.things, trait), high, count)
    return [Text(text=trait), *(cell(fact) for fact in facts)]


def usual(niche: Niche, kind: Kind, trait: str) -> tuple[Fact, Fact]:
    """Return the common value of `trait`, and of how many things it is stated."""
    things = next(iter(kind.category.values(trait).values()))
    of, keys = f"products.specs.{trait}", [thing.listing_key for thing in things]
    return niche.fact(of, keys[:1], "is", "text"), niche.fact(
        of, keys, "count", "number"
    )


def _usual(niche: Niche, kind: Kind, trait: str) -> list[Text]:
    of, values = f"products.specs.{trait}", kind.category.values(trait)
    count = niche.fact(of, stating(kind.things, trait), "count", "number")
    named, times = usual(niche, kind, trait)
    others = [
        niche.fact(of, [things[0].listing_key], "is", "text")
        for things in list(values.values())[1:4]
    ]
    return [
        Text(text=trait),
        cell(named),
        cell(times),
        cell(count),
        Text(text=", ".join(fact.said for fact in others), facts=others),
    ]


def _shops(niche: Niche, kind: Kind) -> Iterator[Block]:
    """Yield where shops differ over one product, if they do."""
    wide = max(kind.things, key=lambda t: (t.asked.spread, t.group_key))
    if wide.asked.spread < _WIDE:
        return
    low, high, more = niche.apart(wide)
    text = ebookwords.chosen(kind.name, ebookwords.SHOPS).format(
        name=wide.name, low=low.said, high=high.said, more=more.said
    )
    yield Head(text="Where you buy matters")
    yield Words(text=Text(text=text, facts=[low, high, more]))


def _questions(niche: Niche, kind: Kind) -> Iterator[Block]:
    """Yield what to ask oneself, by what the pages state."""
    items = []
    for trait in sorted(common(kind), key=lambda t: (t not in measured(kind), t)):
        term = TERMS.get(trait.lower())
        if term is None or not term.question or len(kind.category.values(trait)) < 2:
            continue
        items.append(_question(niche, kind, trait, term.question))
    if items:
        yield Head(text="Ask before you buy")
        yield Points(items=items[:_ASKED])


def _question(niche: Niche, kind: Kind, trait: str, question: str) -> Text:
    of, keys = f"products.specs.{trait}", stating(kind.things, trait)
    if trait in measured(kind):
        low, high = (niche.fact(of, keys, way, "measure") for way in ("least", "most"))
        text = f"{trait}, here from {low.said} to {high.said}. {question}"
        return Text(text=text, facts=[low, high])
    counts = Counter(t.traits[trait] for t in kind.things if trait in t.traits)
    first, second = sorted(counts, key=lambda value: (-counts[value], value))[:2]
    facts = [
        niche.fact(of, [thing.listing_key], "is", "text")
        for value in (first, second)
        for thing in kind.category.values(trait)[value][:1]
    ]
    text = f"{trait}, for example {facts[0].said} or {facts[1].said}. {question}"
    return Text(text=text, facts=facts)
