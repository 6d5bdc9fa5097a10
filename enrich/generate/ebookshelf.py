"""What stands on the shelf of one kind: words and prices, names, what is spoken well of."""

from collections.abc import Iterator, Mapping, Sequence

from enrich.generate.asked import linked
from enrich.generate.ebookfound import Kind, Niche, brand, cell, lowered
from enrich.generate.gate.claims import claims_something
from enrich.generate.guidefound import Thing
from enrich.generate.letters import is_name
from enrich.generate.work import Bar, Block, Chart, Head, Sheet, Text, Words

_NAMED = 6
_LIKED = 8
_LEAST_GLAD = 2
# Chosen by the eye, whatever it costs.
_TASTE = ("colour", "color")


def charted(kind: Kind) -> tuple[str, Mapping[str, Sequence[Thing]]] | None:
    """Return the trait that has few words, with the things of each word, if one has."""
    able = [
        (len(values), trait, values)
        for trait in kind.category.traits()
        if is_name(trait)
        and trait.lower() not in _TASTE
        and len(values := _in_words(kind, trait)) > 1
    ]
    return min(able, key=lambda one: one[:2])[1:] if able else None


def _in_words(kind: Kind, trait: str) -> dict[str, Sequence[Thing]]:
    return {
        value: things
        for value, things in kind.category.values(trait).items()
        if len(things) > 1
        and value.replace(" ", "").isalpha()
        and not claims_something(value)
    }


def chart(niche: Niche, kind: Kind) -> Iterator[Block]:
    """Yield how the middle price goes with that trait."""
    if found := charted(kind):
        trait, values = found
        bars = [_bar(niche, value, things) for value, things in values.items()]
        yield Chart(caption=f"The middle price, by {lowered(trait)}", bars=bars)


def _bar(niche: Niche, value: str, things: Sequence[Thing]) -> Bar:
    prices = sorted(thing.offers[0].price_minor for thing in things)
    said = cell(niche.price(things, "middle"))
    return Bar(name=value, value=prices[(len(prices) - 1) // 2], said=said)


def makers(niche: Niche, kind: Kind) -> Iterator[Block]:
    """Yield the brands that have several things of this kind."""
    found: dict[str, list[Thing]] = {}
    for thing in kind.by_price:
        if brand(thing):
            found.setdefault(brand(thing), []).append(thing)
    wide = [one for one in found.items() if len(one[1]) > 1]
    if not wide:
        return
    rows = [
        [
            Text(text=name),
            cell(niche.count(things)),
            cell(niche.price(things, "least")),
            cell(niche.price(things, "most")),
        ]
        for name, things in sorted(wide, key=lambda one: (-len(one[1]), one[0]))[
            :_NAMED
        ]
    ]
    yield Sheet(
        caption="Names that you will meet",
        names=["Brand", "Products", "From", "To"],
        figures=[1, 2, 3],
        rows=rows,
    )


def liked(niche: Niche, kind: Kind) -> Iterator[Block]:
    """Yield the things of which several buyers are glad, and hardly any is sorry."""
    found = [
        thing
        for thing in kind.things
        if len(thing.glad) >= _LEAST_GLAD and len(thing.glad) > 3 * len(thing.sorry)
    ]
    best = sorted(found, key=lambda t: (-len(t.glad), t.group_key))[:_LIKED]
    if not best:
        return
    rows = [
        [
            Text(text=thing.name, link=linked(thing.offers[0].url)),
            cell(niche.price([thing], "is")),
            *(cell(niche.judged(thing.heard, how)) for how in ("heard", "glad")),
        ]
        for thing in best
    ]
    yield Head(text="Well spoken of")
    yield Words(
        text=Text(
            text="Several buyers of these wrote that they are glad. That is no test, but it is "
            "a place to begin."
        )
    )
    yield Sheet(
        caption="What buyers are glad of",
        names=["Product", "From", "Opinions", "Glad"],
        figures=[1, 2, 3],
        rows=rows,
    )
