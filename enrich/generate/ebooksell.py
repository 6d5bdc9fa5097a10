"""For those who want to sell in a niche: where it is full, where not, and who pays."""

from collections.abc import Iterator

from enrich.generate import ebookwords
from enrich.generate.asked import linked
from enrich.generate.ebookbuyers import talks
from enrich.generate.ebookfound import Kind, Niche, cell, heard
from enrich.generate.listedfound import Programme
from enrich.generate.work import Block, Chapter, Head, Points, Sheet, Text, Words

_LISTED = 10
_GAP = 0.05
_LEAST_GLAD = 2


def selling(niche: Niche) -> Chapter:
    """Return what one who wants to sell in the niche would look at."""
    blocks: list[Block] = [
        Words(
            text=Text(
                text="If you would like to earn with this niche, look at it from the other "
                "side of the counter: where is it full, where is little offered that buyers "
                "like, and who pays for bringing a buyer?"
            )
        ),
        Sheet(
            caption="How full each kind is",
            names=["Kind", "Products", "Shops", "Opinions", "Glad", "Middle price"],
            figures=[1, 2, 3, 4, 5],
            rows=[_fullness(niche, kind) for kind in niche.kinds],
        ),
        *_lonely(niche),
        *_apart(niche),
        *_better(niche),
        *_paid(niche),
        Head(text="A plan to begin with"),
        Points(items=[Text(text=step) for step in ebookwords.STEPS], ordered=True),
    ]
    return Chapter(name="selling", title="If You Want to Sell", blocks=blocks)


def _fullness(niche: Niche, kind: Kind) -> list[Text]:
    keys = heard(kind.things)
    told = [niche.judged(keys, how) for how in ("heard", "glad")] if keys else []
    return [
        Text(text=kind.name),
        cell(niche.count(kind.things)),
        cell(niche.shops(kind.things)),
        *(cell(fact) for fact in told),
        *[Text(text="")] * (2 - len(told)),
        cell(niche.price(kind.things, "middle")),
    ]


def _lonely(niche: Niche) -> Iterator[Block]:
    """Yield what buyers are glad of and a single shop sells."""
    found = [
        thing
        for thing in niche.things
        if len(thing.offers) == 1
        and len(thing.glad) >= _LEAST_GLAD
        and len(thing.glad) * 3 >= len(thing.heard) * 2
    ]
    best = sorted(found, key=lambda t: (-len(t.glad), t.group_key))[:_LISTED]
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
    yield Head(text="Liked, and hardly offered")
    yield Words(
        text=Text(
            text="Buyers of these are glad, and we found one shop for each. Who can get them "
            "has little company."
        )
    )
    yield Sheet(
        caption="One shop, glad buyers",
        names=["Product", "Price", "Opinions", "Glad"],
        figures=[1, 2, 3],
        rows=rows,
    )


def _apart(niche: Niche) -> Iterator[Block]:
    """Yield the products over whose price shops disagree."""
    wide = [thing for thing in niche.things if thing.asked.spread >= _GAP]
    found = sorted(wide, key=lambda t: (-t.asked.spread, t.group_key))[:_LISTED]
    if not found:
        return
    rows = []
    for thing in found:
        low, high, more = niche.apart(thing)
        link = linked(thing.offers[0].url)
        rows.append(
            [Text(text=thing.name, link=link), cell(low), cell(high), cell(more)]
        )
    yield Head(text="Where prices lie apart")
    yield Words(
        text=Text(
            text="For these, one shop asks a good deal more and still keeps them on its shelf. "
            "That leaves room for somebody in between; look first whether the dear shop gives "
            "something with it, such as a long warranty."
        )
    )
    yield Sheet(
        caption="Same thing, prices apart",
        names=["Product", "Low", "High", "Apart"],
        figures=[1, 2, 3],
        rows=rows,
    )


def _better(niche: Niche) -> Iterator[Block]:
    """Yield what a seller could do about what buyers speak of."""
    items = []
    for talk in talks(niche.things)[:6]:
        keys = [voice.opinion_key for voice in talk.voices]
        every, sorry = niche.judged(keys, "heard"), niche.judged(keys, "sorry")
        text = (
            f"{talk.name}: {every.said} opinions, {sorry.said} of them sorry. "
            f"{talk.topic.seller}"
        )
        items.append(Text(text=text, facts=[every, sorry]))
    if items:
        yield Head(text="What you could do for buyers")
        yield Points(items=items)


def _paid(niche: Niche) -> Iterator[Block]:
    """Yield the programmes of shops that sell in the niche."""
    if not niche.programmes:
        return
    yield Head(text="Programmes that pay")
    yield Words(
        text=Text(
            text="These shops sell in the niche and pay for a buyer whom you bring, so that you "
            "can begin without a stock. Read their terms on the page that each line leads to."
        )
    )
    yield Sheet(
        caption="Partner programmes of shops in the niche",
        names=["Who pays", "Listed at", "Commission", "Days", "Score"],
        figures=[2, 3, 4],
        rows=[_programme(niche, one) for one in niche.programmes[:_LISTED]],
    )


def _programme(niche: Niche, one: Programme) -> list[Text]:
    own = [one.programme_key]
    days = (
        cell(niche.fact("programmes.cookie_days", own, "is", "number"))
        if one.cookie_days
        else Text(text="")
    )
    return [
        Text(text=one.name, link=linked(one.url)),
        Text(text=one.site),
        cell(niche.fact("programmes.commission", own, "is", "text")),
        days,
        cell(niche.fact("scores.score", own, "is", "number")),
    ]
