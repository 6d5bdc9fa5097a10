"""The back of a niche's book: words of the trade, checklist, further reading, index."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from enrich.generate.asked import linked
from enrich.generate.ebookbuyers import talks
from enrich.generate.ebookfound import Kind, Niche, cell
from enrich.generate.ebookkinds import measured, middle, stating, usual
from enrich.generate.ebookread import Article
from enrich.generate.ebookterms import TERMS
from enrich.generate.gate.claims import claims_something
from enrich.generate.guidefound import Thing
from enrich.generate.letters import is_name, shown
from enrich.generate.work import (
    Block,
    Chapter,
    Head,
    Points,
    Sheet,
    Text,
    Words,
)

_PHRASES = 10
_MAX_PHRASE = 30
_LEAST_TOLD = 6
_LEAST_KINDS = 2
_WORDS = range(2, 4)
_STRESSED = (
    "These words come back on the pages of the niche. When many pages say a thing, it is what "
    "buyers ask for; when a page leaves it out, ask."
)


def glossary(niche: Niche) -> Chapter:
    """Return the words of the trade, with what they mean in figures."""
    blocks: list[Block] = [
        Words(
            text=Text(
                text="Pages are full of short words with figures behind them. Here is what they "
                "mean, and which figures are usual in this niche, so that you can see what is "
                "much and what is little."
            )
        )
    ]
    for trait, kinds in niche.traits.items():
        term = TERMS.get(trait.lower())
        blocks.append(Head(text=trait))
        if term:
            blocks.append(Words(text=Text(text=term.meaning)))
        blocks.append(_usual(niche, trait, kinds))
    return Chapter(
        name="words", title="Words of the Trade", blocks=[*blocks, *_stressed(niche)]
    )


def _usual(niche: Niche, trait: str, kinds: Sequence[Kind]) -> Sheet:
    rows = []
    for kind in kinds:
        of, keys = f"products.specs.{trait}", stating(kind.things, trait)
        count = niche.fact(of, keys, "count", "number")
        if trait in measured(kind):
            low, high = (
                niche.fact(of, keys, way, "measure") for way in ("least", "most")
            )
            facts = [low, middle(niche, kind.things, trait), high]
            said = Text(text=" / ".join(fact.said for fact in facts), facts=facts)
        else:
            said = cell(usual(niche, kind, trait)[0])
        rows.append([Text(text=kind.name), said, cell(count)])
    return Sheet(
        caption="What is usual: from / middle / to, or the common word",
        names=["Kind", "Usual", "Stated of"],
        figures=[2],
        rows=rows,
    )


def _stressed(niche: Niche) -> Iterator[Block]:
    """Yield the words that many pages use."""
    rows = []
    for phrase, things in _common(niche):
        keys = [thing.listing_key for thing in things]
        count = niche.fact("products.title", keys, "count", "number")
        rows.append([Text(text=phrase), cell(count)])
    if rows:
        yield Head(text="What sellers stress")
        yield Words(text=Text(text=_STRESSED))
        yield Sheet(
            caption="Words that come back",
            names=["Words", "Pages"],
            figures=[1],
            rows=rows,
        )


def _common(niche: Niche) -> list[tuple[str, list[Thing]]]:
    found: dict[str, list[Thing]] = {}
    stated = {value.lower() for t in niche.things for value in t.traits.values()}
    for thing in niche.things:
        for phrase in niche.phrases.get(thing.listing_key, ()):
            said = shown(phrase).lower()
            if said == phrase.lower() and said not in stated and _is_term(thing, said):
                found.setdefault(said, []).append(thing)
    wide = [(phrase, of) for phrase, of in found.items() if _is_wide(niche, of)]
    return sorted(wide, key=lambda one: (-len(one[1]), one[0]))[:_PHRASES]


def _is_term(thing: Thing, phrase: str) -> bool:
    """Return whether `phrase` is of some words, none of them the thing's own name."""
    own = set(thing.name.lower().replace(",", " ").split())
    return (
        len(phrase.split()) in _WORDS
        and len(phrase) <= _MAX_PHRASE
        and phrase.replace(" ", "").isalpha()
        and is_name(phrase)
        and not claims_something(phrase)
        and not own & set(phrase.split())
    )


def _is_wide(niche: Niche, things: Sequence[Thing]) -> bool:
    hosts = {urlsplit(thing.url).hostname for thing in things}
    return len(things) >= _LEAST_TOLD and len(hosts) >= _LEAST_KINDS


def checklist(niche: Niche) -> Chapter:
    """Return the questions that the figures of the niche make worth asking."""
    items = [*_prices(niche), *_stated(niche), *_said(niche)]
    return Chapter(
        name="checklist",
        title="Before You Buy",
        opens=False,
        blocks=[
            Words(
                text=Text(
                    text="Take this list with you. Each line stands here because something in "
                    "the figures of this niche makes it matter."
                )
            ),
            Points(items=items, ordered=True),
        ],
    )


def _prices(niche: Niche) -> Iterator[Text]:
    low, high = niche.price(niche.things, "least"), niche.price(niche.things, "most")
    yield Text(
        text=f"Which band of price is yours? The niche goes from {low.said} to {high.said}.",
        facts=[low, high],
    )
    shared = [thing for thing in niche.things if len(thing.offers) > 1]
    apart = [thing for thing in shared if thing.asked.spread > 0]
    if apart:
        every, wide = niche.count(shared), niche.count(apart)
        yield Text(
            text=f"Have you looked in a second shop? Several shops sell {every.said} of these "
            f"things, and for {wide.said} of them they do not ask the same.",
            facts=[every, wide],
        )


def _stated(niche: Niche) -> Iterator[Text]:
    for trait, kinds in list(niche.traits.items())[:6]:
        term = TERMS.get(trait.lower())
        if term is None or not term.question:
            continue
        things = [thing for kind in kinds for thing in kind.things]
        of = f"products.specs.{trait}"
        count = niche.fact(of, stating(things, trait), "count", "number")
        yield Text(
            text=f"{trait}: {term.question} It is stated of {count.said} things here.",
            facts=[count],
        )


def _said(niche: Niche) -> Iterator[Text]:
    for talk in talks(niche.things)[:6]:
        keys = [voice.opinion_key for voice in talk.voices]
        count = niche.judged(keys, "heard")
        yield Text(
            text=f"{talk.name}: {talk.topic.buyer} Opinions that speak of it: {count.said}.",
            facts=[count],
        )


def reading(niche: Niche) -> list[Chapter]:
    """Return where to read on; no chapter where there is nothing."""
    blocks = [
        *_titles(niche, "article", "Articles"),
        *_titles(niche, "forum", "Threads of forums"),
    ]
    if not blocks:
        return []
    return [
        Chapter(name="reading", title="Further Reading", blocks=blocks, opens=False)
    ]


def _titles(niche: Niche, kind: str, caption: str) -> Iterator[Block]:
    found = dict[str, Article]()
    for article in niche.articles:
        if article.kind == kind:
            found.setdefault(article.name, article)
    rows = [
        [Text(text=name, link=linked(article.url)), Text(text=article.site)]
        for name, article in found.items()
    ]
    if rows:
        yield Sheet(caption=caption, names=["Title", "Site"], rows=rows)


def index(niche: Niche) -> Chapter:
    """Return all products, kind by kind, by name."""
    first = "All products that this book rests on, each with the shop that asks little."
    blocks: list[Block] = [Words(text=Text(text=first), soft=True)]
    for kind in niche.kinds:
        rows = [
            [
                Text(text=thing.name, link=linked(thing.offers[0].url)),
                cell(niche.price([thing], "is")),
                cell(niche.shops([thing])),
            ]
            for thing in sorted(
                kind.things, key=lambda t: (t.name.casefold(), t.group_key)
            )
        ]
        names = ["Product", "From", "Shops"]
        blocks.append(Sheet(caption=kind.name, names=names, figures=[1, 2], rows=rows))
    return Chapter(name="index", title="Index of Products", blocks=blocks)
