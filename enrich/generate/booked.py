"""The book on a niche as a work: the way in, each kind, the trade, the back of the book."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from enrich.generate import (
    ebookbrands,
    ebookindex,
    ebookkinds,
    ebookprices,
    ebooksell,
    ebookwords,
)
from enrich.generate import ebookbuyers as buyers
from enrich.generate.asked import sources
from enrich.generate.compared import tile
from enrich.generate.ebookfound import (
    Kind,
    Niche,
    brand,
    cell,
    listed,
    lowered,
    voices,
)
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.work import (
    Bar,
    Chapter,
    Chart,
    Head,
    Points,
    Sheet,
    Source,
    Text,
    Tiles,
    Way,
    Words,
    Work,
)

_PRICES: tuple[Way, ...] = ("least", "middle", "most")


def booked(niche: Niche, as_of: date) -> Work:
    """Return the book on `niche` as of a day."""
    count = niche.count(niche.things)
    title = ebookwords.chosen(niche.path, ebookwords.TITLES)
    said = buyers.Quoted()
    kinds = [
        ebookkinds.chapter(niche, kind, place, said)
        for place, kind in enumerate(niche.kinds, 1)
    ]
    return Work(
        key=niche.key,
        kind="niche_ebook",
        title=title.format(name=niche.name),
        subtitle=f"What {count.said} products, their shops and their buyers tell a newcomer",
        as_of=as_of,
        about=f"A small book on {niche.noun}: the kinds of things that there are, what they "
        f"cost, what their words mean, what buyers say. It rests on {count.said} products and "
        "on the pages that they were read from.",
        rights="Facts are given with the pages that they were read from; words of buyers are "
        "quoted with their source.",
        facts=[count, count],
        subjects=[thing.group_key for thing in niche.things],
        keywords=[niche.name, *(kind.name for kind in niche.kinds)],
        sources=_sources(niche),
        chapters=[
            _way_in(niche),
            *kinds,
            ebookindex.glossary(niche),
            *ebookprices.chapter(niche),
            *ebookbrands.chapter(niche),
            *buyers.chapter(niche, said),
            ebookindex.checklist(niche),
            ebooksell.selling(niche),
            *ebookindex.reading(niche),
            ebookindex.index(niche),
        ],
    )


def evidence(niche: Niche) -> Evidence:
    """Return what the gate holds the book against."""
    # The query leaves out pages that are gone or reserve their rights.
    return Evidence(
        rows=niche.rows,
        pages={url: Page(alive=True, reserved=False) for url in _urls(niche)},
        names=frozenset(_names(niche)) - {""},
        texts=_texts(niche),
        on_sale={},
    )


def _way_in(niche: Niche) -> Chapter:
    things = niche.things
    facts = {
        "count": niche.count(things),
        "shops": niche.shops(things),
        "low": niche.price(things, "least"),
        "high": niche.price(things, "most"),
    }
    opening = ebookwords.chosen(niche.path, ebookwords.INTRO)
    said = {name: fact.said for name, fact in facts.items()}
    text = opening.format(name=niche.name, noun=niche.noun, **said)
    used = [fact for name, fact in facts.items() if f"{{{name}}}" in opening]
    return Chapter(
        name="way-in",
        title="The Way In",
        blocks=[
            Words(text=Text(text=text, facts=used)),
            Tiles(
                tiles=[
                    tile(facts["count"], "products"),
                    tile(facts["shops"], "shops"),
                ]
            ),
            Head(text="What the niche holds"),
            Sheet(
                caption="The kinds",
                names=["Kind", "Products", "Brands", "From", "Middle", "To"],
                figures=[1, 2, 3, 4, 5],
                rows=[_row(niche, kind) for kind in niche.kinds],
            ),
            Chart(
                caption="The middle price of each kind",
                bars=[_bar(niche, kind) for kind in niche.kinds],
            ),
            Head(text="Where to look first"),
            Points(items=[_look(niche, kind) for kind in niche.kinds]),
            Head(text="How to read this book"),
            Points(items=[Text(text=line) for line in ebookwords.READING]),
        ],
    )


def _look(niche: Niche, kind: Kind) -> Text:
    """Return a kind in a line: what its pages state, and what the middle one costs."""
    middle = niche.price(kind.things, "middle")
    traits = [lowered(trait) for trait in ebookkinds.measured(kind)[:3]]
    if not traits:
        return Text(text=f"{kind.name}: {middle.said} in the middle.", facts=[middle])
    text = f"{kind.name}: {middle.said} in the middle. Look at {listed(traits)} first."
    return Text(text=text, facts=[middle])


def _row(niche: Niche, kind: Kind) -> list[Text]:
    branded = [thing.listing_key for thing in kind.things if brand(thing)]
    brands = (
        cell(niche.fact("products.brand", branded, "distinct", "number"))
        if branded
        else Text(text="")
    )
    low, middle, high = (niche.price(kind.things, w) for w in _PRICES)
    return [
        Text(text=kind.name, strong=True),
        cell(niche.count(kind.things)),
        brands,
        *(cell(fact) for fact in (low, middle, high)),
    ]


def _bar(niche: Niche, kind: Kind) -> Bar:
    middle = kind.by_price[(len(kind.things) - 1) // 2]
    said = cell(niche.price(kind.things, "middle"))
    return Bar(name=kind.name, value=middle.offers[0].price_minor, said=said)


def _sources(niche: Niche) -> list[Source]:
    """Return the shops, the sites whose buyers are quoted, and those that are led to."""
    found = {source.host: source for source in sources(t.asked for t in niche.things)}
    quoted = _by_site((v.site, v.url, v.read_on) for v in voices(niche.things))
    led = [(a.site, a.url, a.read_on) for a in niche.articles]
    led += [(one.site, one.url, one.read_on) for one in niche.programmes]
    for is_quoted, sites in ((True, quoted), (False, _by_site(led))):
        for site, pages in sites.items():
            known = found.get(site)
            days = [*pages.values(), *([known.read_on] if known else [])]
            found[site] = Source(
                host=site,
                pages=max(len(pages), known.pages if known else 0),
                read_on=max(days),
                is_quoted=is_quoted or (known is not None and known.is_quoted),
            )
    return [found[host] for host in sorted(found)]


def _by_site(
    told: Iterable[tuple[str, str, date]],
) -> Mapping[str, Mapping[str, date]]:
    """Return when each page was read, by site."""
    pages: dict[str, dict[str, date]] = {}
    for site, url, read_on in told:
        pages.setdefault(site, {})[url] = read_on
    return pages


def _urls(niche: Niche) -> Iterator[str]:
    for thing in niche.things:
        yield from (offer.url for offer in thing.offers)
    yield from (voice.url for voice in voices(niche.things))
    yield from (article.url for article in niche.articles)
    yield from (one.url for one in niche.programmes)


def _names(niche: Niche) -> Iterator[str]:
    for thing in niche.things:
        yield from (thing.name, brand(thing), *(offer.shop for offer in thing.offers))
        yield from (*thing.traits, *map(lowered, thing.traits))
    for kind in niche.kinds:
        yield from (kind.name, kind.noun)
    yield from (article.name for article in niche.articles)
    yield from (article.site for article in niche.articles)
    for one in niche.programmes:
        yield from (one.name, one.site)
    yield from (niche.name, niche.noun)


def _texts(niche: Niche) -> dict[str, str]:
    """Return all words that others wrote, by their keys."""
    texts = {v.opinion_key: v.text for v in voices(niche.things)}
    return texts | {t.listing_key: t.description for t in niche.things if t.description}
