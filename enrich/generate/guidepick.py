"""What a guide recommends: three picks, each by a rule that is said, and their chapters."""

from collections.abc import Iterator, Sequence

import msgspec

from enrich.generate import guidewords
from enrich.generate.guidefound import Category, Thing, Voice
from enrich.generate.guidewords import word
from enrich.generate.letters import shown
from enrich.generate.private import is_private
from enrich.generate.work import Block, Chapter, Head, Quote, Sheet, Text, Words

_QUOTED = 40
_FEW = 3
_LEAST_DEAR = 2


class Pick(msgspec.Struct, frozen=True):
    """One thing that is recommended: for whom, by what rule, and the claim that bears it."""

    whom: str
    thing: Thing
    rule: Text


def picks(category: Category) -> list[Pick]:
    """Return what is recommended: the best, a cheaper or dearer one, the one buyers like."""
    best = category.things[0]
    score = category.claimed(
        "scores.score", category.groups, "is_most", "highest score of the {}"
    )
    text = word(category, guidewords.SCORED).format(score=score.said)
    found = [Pick("for many of us", best, Text(text=text, facts=[score]))]
    other = _cheaper(category, best) or _dearer(category, best)
    found += [other] if other else []
    liked = _liked(category, [pick.thing for pick in found])
    return found + ([liked] if liked else [])


def _cheaper(category: Category, best: Thing) -> Pick | None:
    """Return the one with the lowest price among those that score well."""
    upper = [t for t in category.things[: (len(category.things) + 1) // 2] if t != best]
    cheap = min(upper, key=lambda t: (t.price, t.group_key))
    if cheap.price >= best.price:
        return None
    keys = [t.asked.keys[0] for t in (cheap, *(t for t in upper if t != cheap))]
    low = category.claimed(
        "offers.price_minor", keys, "is_least", "lowest price of the {}"
    )
    text = word(category, guidewords.CHEAPER).format(low=low.said)
    return Pick("for less money", cheap, Text(text=text, facts=[low]))


def _dearer(category: Category, best: Thing) -> Pick | None:
    """Return the one with the highest score of those from the middle price on.

    The best itself has a higher one: where it is among them, there is no such pick.
    """
    if best.price >= category.middle_price:
        return None
    middle = category.middle()
    dear = [t for t in category.things if t.price >= category.middle_price]
    if len(dear) < _LEAST_DEAR:
        return None
    score = category.claimed(
        "scores.score",
        [t.group_key for t in dear],
        "is_most",
        "highest score of the {}",
    )
    text = word(category, guidewords.DEARER).format(
        score=score.said, middle=middle.said
    )
    return Pick("for more money", dear[0], Text(text=text, facts=[score, middle]))


def _liked(category: Category, taken: Sequence[Thing]) -> Pick | None:
    heard = [t for t in category.things if t not in taken and len(t.heard) >= _FEW]
    if not heard:
        return None
    liked = max(heard, key=lambda t: (len(t.glad) / len(t.heard), len(t.glad), t.score))
    if len(liked.glad) * 3 < len(liked.heard) * 2:
        return None
    glad, of = category.judged(liked, "glad"), category.judged(liked, "heard")
    text = word(category, guidewords.LIKED).format(heard=of.said, glad=glad.said)
    return Pick("liked by its buyers", liked, Text(text=text, facts=[of, glad]))


def chapter(category: Category, pick: Pick, place: int) -> Chapter:
    """Return what is told of a pick."""
    thing, rows = pick.thing, category.rows
    low = thing.asked.fact(rows, "least", "money")
    shops = thing.asked.fact(rows, "count", "number")
    sell = "shop sells" if len(thing.offers) == 1 else "shops sell"
    text = word(category, guidewords.SOLD, thing.group_key).format(
        shops=shops.said, sell=sell, low=low.said
    )
    blocks: list[Block] = [
        Words(text=pick.rule),
        Words(text=Text(text=text, facts=[shops, low])),
        Words(text=_begins(category, thing)),
        *([_stated(category, thing)] if thing.traits else []),
        thing.asked.sheet(rows),
        *said(category, thing),
    ]
    instead = _instead(category, thing)
    blocks += [Words(text=instead)] if instead else []
    return Chapter(
        name=f"pick-{place}", title=thing.name, blocks=blocks, opens=place == 1
    )


def _begins(category: Category, thing: Thing) -> Text:
    """Say on which side of the middle its price lies, and how its buyers rate it."""
    middle = category.middle()
    below = thing.price < category.middle_price
    words = word(category, guidewords.BEGINS[below], thing.group_key)
    if thing.price == category.middle_price:
        words = "It begins at {middle}, which is the middle of all prices here."
    text, facts = words.format(middle=middle.said), [middle]
    rated = thing.asked.rated
    if rated:
        own = [rated.listing_key]
        stars = category.fact("offers.rating", own, "is", "number")
        many = category.fact("offers.reviews", own, "is", "number")
        text += " " + word(category, guidewords.RATED, thing.group_key).format(
            shop=rated.shop, stars=stars.said, many=many.said
        )
        facts += [stars, many]
    return Text(text=text, facts=facts)


def _instead(category: Category, thing: Thing) -> Text | None:
    """Name the one that is closest to it: in traits first, then in price."""
    others = [other for other in category.things if other != thing]
    if not others:
        return None
    traits = category.traits()
    near = min(others, key=lambda o: (-_shared(thing, o, traits), _apart(thing, o)))
    low = near.asked.fact(category.rows, "least", "money")
    words = word(category, guidewords.INSTEAD, thing.group_key)
    return Text(text=words.format(name=near.name, low=low.said), facts=[low])


def _shared(one: Thing, other: Thing, traits: Sequence[str]) -> int:
    return sum(
        name in one.traits and one.traits[name] == other.traits.get(name)
        for name in traits
    )


def _apart(one: Thing, other: Thing) -> tuple[int, str]:
    return abs(one.price - other.price), other.group_key


def _stated(category: Category, thing: Thing) -> Sheet:
    lines = []
    for trait, value in sorted(thing.traits.items()):
        own = [thing.listing_key]
        fact = category.fact(f"products.specs.{trait}", own, "is", "text")
        lines.append([Text(text=trait), Text(text=value, facts=[fact])])
    return Sheet(caption="What its page states", names=["Fact", "Stated"], rows=lines)


def said(category: Category, thing: Thing) -> Iterator[Block]:
    """Yield what buyers say of `thing`, in figures and in their words."""
    if thing.heard:
        heard, glad = (
            category.judged(thing, "heard"),
            category.judged(thing, "glad"),
        )
        sorry = category.judged(thing, "sorry")
        some = "opinion" if len(thing.heard) == 1 else "opinions"
        words = word(category, guidewords.SAID, thing.group_key)
        text = words.format(
            heard=heard.said, some=some, glad=glad.said, sorry=sorry.said
        )
        yield Head(text="What buyers say")
        yield Words(text=Text(text=text, facts=[heard, glad, sorry]))
    names = [one.name for one in category.things]
    voices = sorted(thing.voices, key=lambda v: (-v.sentiment, v.opinion_key))
    for voice in _both_sides(voices, names):
        quote = _sentence(voice)
        yield Quote(
            text=quote,
            source=f"a buyer, at {voice.site}",
            link=voice.url,
            table="opinions",
            column="text",
            key=voice.opinion_key,
        )


def _both_sides(voices: Sequence[Voice], names: Sequence[str]) -> list[Voice]:
    """Return the gladdest voice, and the sorriest where one is not glad."""
    able = [voice for voice in voices if _is_quotable(voice, names)]
    if len(able) < 2 or able[-1].sentiment > 0:
        return able[:2]
    return [able[0], able[-1]]


def _is_quotable(voice: Voice, names: Sequence[str]) -> bool:
    quote = _sentence(voice)
    # A sign that no font has would be no file at all.
    return bool(quote) and quote == shown(quote) and not is_private(voice.text, names)


def _sentence(voice: Voice) -> str:
    """Return the first sentences of a voice, as many as may be quoted."""
    kept: list[str] = []
    for sentence in voice.text.replace("! ", "!\n").replace(". ", ".\n").split("\n"):
        if len(" ".join([*kept, sentence]).split()) > _QUOTED:
            break
        kept.append(sentence.strip())
    return " ".join(kept).strip()
