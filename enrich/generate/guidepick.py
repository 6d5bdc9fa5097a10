"""What a guide recommends: three picks, each by a rule that is said, and their chapters."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from enrich.generate.asked import why
from enrich.generate.guidefound import Category, Thing, Voice
from enrich.generate.letters import shown
from enrich.generate.work import Block, Chapter, Head, Quote, Sheet, Text, Words

_QUOTED = 40
_FEW = 3
# Who leaves an address, a number or a handle in a review is not to be reached by a guide.
_REACHABLE = re.compile(
    r"@|\(at\)|https?:|www\.|\+?\d[\d /().-]{5,}\d|"
    r"\w\.(?:com|net|org|de|fr|at|ch|uk|eu|io|test)\b|"
    r"\b(?:insta\w*|whatsapp|telegram|facebook|tiktok|signal|(?:call|mail) me)\b|"
    r"\b[\w-]*(?:str\.|stra(?:ß|ss)e|street|road|avenue|rue)\b",
    re.IGNORECASE,
)
# Two names in a row, but where a sentence begins, may be a person's.
_PERSON = re.compile(
    r"(?<=[a-z,;:] )[A-Z][a-z]+ [A-Z][a-z]+|[A-Z][a-z]+ [A-Z][a-z]+\W*$"
)


class Pick(msgspec.Struct, frozen=True):
    """One thing that is recommended: for whom, by what rule, and the claim that bears it."""

    whom: str
    thing: Thing
    rule: Text


def picks(category: Category) -> list[Pick]:
    """Return what is recommended: the best, one for less money, the one buyers like."""
    things = category.things
    best = things[0]
    score = category.claimed(
        "scores.score", category.groups, "is_most", "highest score of the {}"
    )
    text = f"It has the {score.said} that we compared."
    found = [Pick("for many of us", best, Text(text=text, facts=[score]))]
    upper = [thing for thing in things[: (len(things) + 1) // 2] if thing != best]
    cheap = min(upper, key=lambda t: (t.asked.offers[0].price_minor, t.group_key))
    keys = [t.asked.keys[0] for t in (cheap, *(t for t in upper if t != cheap))]
    low = category.claimed(
        "offers.price_minor", keys, "is_least", "lowest price of the {}"
    )
    text = f"It has the {low.said} whose score comes next."
    found.append(Pick("for less money", cheap, Text(text=text, facts=[low])))
    liked = _liked(category, [best, cheap])
    return found + ([liked] if liked else [])


def _liked(category: Category, taken: Sequence[Thing]) -> Pick | None:
    heard = [t for t in category.things if t not in taken and len(t.heard) >= _FEW]
    if not heard:
        return None
    liked = max(heard, key=lambda t: (len(t.glad) / len(t.heard), len(t.glad), t.score))
    if len(liked.glad) * 3 < len(liked.heard) * 2:
        return None
    glad, of = category.judged(liked, "glad"), category.judged(liked, "heard")
    text = f"Of the {of.said} opinions on it that we read, {glad.said} are glad of it."
    return Pick("liked by its buyers", liked, Text(text=text, facts=[of, glad]))


def chapter(category: Category, pick: Pick, place: int) -> Chapter:
    """Return what is told of a pick."""
    thing, rows = pick.thing, category.rows
    low = thing.asked.fact(rows, "least", "money")
    shops = thing.asked.fact(rows, "count", "number")
    some = "shop sells" if len(thing.offers) == 1 else "shops sell"
    text = f"{shops.said} {some} it; it costs {low.said} where it costs little."
    reasons = why(rows, thing.group_key, thing.reasons)
    blocks: list[Block] = [
        Words(text=pick.rule),
        Words(text=Text(text=text, facts=[shops, low])),
        *([_stated(category, thing)] if thing.traits else []),
        thing.asked.sheet(rows),
        *said(category, thing),
    ]
    if reasons:
        words = " ".join(fact.said for fact in reasons)
        blocks.append(
            Words(
                text=Text(text=f"What its score rests on: {words}", facts=reasons),
                soft=True,
            )
        )
    return Chapter(name=f"pick-{place}", title=thing.name, blocks=blocks)


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
        text = (
            f"We read {heard.said} {some} on it: {glad.said} glad, {sorry.said} sorry."
        )
        yield Head(text="What buyers say")
        yield Words(text=Text(text=text, facts=[heard, glad, sorry]))
    voices = sorted(thing.voices, key=lambda v: (-v.sentiment, v.opinion_key))
    for voice in _both_sides(voices):
        quote = _sentence(voice)
        yield Quote(
            text=quote,
            source=f"a buyer, at {voice.site}",
            link=voice.url,
            table="opinions",
            column="text",
            key=voice.opinion_key,
        )


def _both_sides(voices: Sequence[Voice]) -> list[Voice]:
    """Return the gladdest voice, and the sorriest where one is not glad."""
    able = [voice for voice in voices if _is_quotable(voice)]
    if len(able) < 2 or able[-1].sentiment > 0:
        return able[:2]
    return [able[0], able[-1]]


def _is_quotable(voice: Voice) -> bool:
    quote = _sentence(voice)
    told = voice.text
    # A sign that no font has would be no file at all.
    return (
        bool(quote)
        and quote == shown(quote)
        and not (_REACHABLE.search(told) or _PERSON.search(told))
    )


def _sentence(voice: Voice) -> str:
    """Return the first sentences of a voice, as many as may be quoted."""
    kept: list[str] = []
    for sentence in voice.text.replace("! ", "!\n").replace(". ", ".\n").split("\n"):
        if len(" ".join([*kept, sentence]).split()) > _QUOTED:
            break
        kept.append(sentence.strip())
    return " ".join(kept).strip()
