"""How a guide says what to choose by: facts that part the products, and what they cost."""

from collections.abc import Iterator, Mapping, Sequence

from enrich.generate import guidewords
from enrich.generate.guidefound import Category, Thing
from enrich.generate.guidewords import word
from enrich.generate.work import (
    Block,
    Chapter,
    Fact,
    Head,
    Points,
    Sheet,
    Text,
    Way,
    Words,
)

_LEAST = 2
_ASKED = 4


def choosing(category: Category) -> Chapter:
    """Return the chapter on what to choose by."""
    blocks: list[Block] = [Words(text=Text(text=word(category, guidewords.APART)))]
    for trait in category.traits():
        blocks += _trait(category, trait)
    blocks += [Head(text="Ask yourself"), Points(items=_questions(category))]
    return Chapter(name="choose", title="How to choose", blocks=blocks)


def _trait(category: Category, trait: str) -> Iterator[Block]:
    values = category.values(trait)
    yield Sheet(
        caption=trait,
        names=[trait, "Products", "From", "In the middle"],
        rows=[_line(category, trait, things) for things in values.values()],
        figures=[1, 2, 3],
    )
    common = [value for value, things in values.items() if len(things) >= _LEAST]
    if len(common) >= _LEAST:
        yield Words(text=_costs(category, trait, values, common))


def _line(category: Category, trait: str, things: Sequence[Thing]) -> list[Text]:
    keys = [thing.listing_key for thing in things]
    of = f"products.specs.{trait}"
    facts = [
        category.fact(of, keys[:1], "is", "text"),
        category.fact(of, keys, "count", "number"),
        _price(category, things, "least"),
        _price(category, things, "middle"),
    ]
    return [Text(text=fact.said, facts=[fact]) for fact in facts]


def _costs(
    category: Category,
    trait: str,
    values: Mapping[str, Sequence[Thing]],
    common: Sequence[str],
) -> Text:
    """Say what the two commonest values of a trait cost in the middle."""
    facts = []
    for value in common[:2]:
        keys = [values[value][0].listing_key]
        facts.append(category.fact(f"products.specs.{trait}", keys, "is", "text"))
        facts.append(_price(category, values[value], "middle"))
    one, its, other, others = (fact.said for fact in facts)
    text = word(category, guidewords.COSTS, trait).format(
        trait=trait.lower(), one=one, its=its, other=other, others=others
    )
    return Text(text=text, facts=facts)


def _questions(category: Category) -> list[Text]:
    asked = [_which(category, trait) for trait in category.traits()[:_ASKED]]
    prices = [
        _price(category, category.things, "least"),
        _price(category, category.things, "middle"),
    ]
    low, middle = (fact.said for fact in prices)
    text = word(category, guidewords.MONEY).format(low=low, middle=middle)
    where = word(category, guidewords.WHERE)
    return [*asked, Text(text=text, facts=prices), Text(text=where)]


def _which(category: Category, trait: str) -> Text:
    facts = [
        category.fact(f"products.specs.{trait}", [things[0].listing_key], "is", "text")
        for things in list(category.values(trait).values())[:_ASKED]
    ]
    said = [fact.said for fact in facts]
    few = f"{', '.join(said[:-1])} or {said[-1]}"
    text = word(category, guidewords.WHICH, trait).format(
        trait=trait, small=trait.lower(), few=few
    )
    return Text(text=text, facts=facts)


def _price(category: Category, things: Sequence[Thing], way: Way) -> Fact:
    """Return what is told of the lowest prices of `things`."""
    keys = [thing.asked.keys[0] for thing in things]
    return things[0].asked.fact(category.rows, way, "money", keys)
