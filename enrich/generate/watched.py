"""The price watch as a work: what moved, where prices stand, and what cannot be said yet."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from zlib import crc32

from enrich.generate.compared import tile
from enrich.generate.gate.evidence import Evidence, Page
from enrich.generate.letters import shown
from enrich.generate.watchfound import Move, Watch
from enrich.generate.watchmoved import moved, over_time, share, turned
from enrich.generate.watchshops import apart, coming, struck
from enrich.generate.watchstood import every, shelves, shops, turns
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Fact,
    Source,
    Text,
    Tile,
    Tiles,
    Way,
    Words,
    Work,
)
from lake.keys import key_of

_BARS = 15
_FOR_WHOM = (
    "For those who buy or sell here often: each price is held against what the same shop "
    "asked before, and against what other shops ask today."
)
_MOVED = ("What Prices Did", "What Fell, What Rose", "How Prices Moved")
_STOOD = ("Where Prices Stand", "The Prices to Start From")


def watched(watch: Watch, as_of: date) -> Work:
    """Return the price watch as of a day."""
    count, sellers = _counts(watch)
    kind = watch.noun or "Price Watch"
    title = f"{kind[:1].upper()}{kind[1:]}: {_word(watch, _MOVED if _moved(watch) else _STOOD)}"
    return Work(
        key=watch_key(watch),
        kind="price_watch",
        title=title,
        subtitle=f"{count.said} products in {sellers.said} shops, in {watch.currency}",
        as_of=as_of,
        about=f"Prices of {count.said} products, as shops asked them when we read their "
        "pages, and how they changed from one reading to the next.",
        rights="Facts are given with the pages that they were read from.",
        facts=[count, sellers],
        subjects=[thing.group_key for thing in watch.things],
        keywords=sorted({"price watch", watch.noun} - {""}),
        sources=_sources(watch),
        chapters=list(_chapters(watch, count, sellers)),
    )


def watch_key(watch: Watch) -> str:
    """Return the key of the watch in all its editions."""
    return key_of("price_watch", watch.currency, watch.scope)


def evidence(watch: Watch) -> Evidence:
    """Return what the gate holds the watch against."""
    names = {name for t in watch.things for name in (t.name, t.label, t.aisle, t.shelf)}
    names |= {m.listing.shop for m in watch.moves} | {
        watch.noun,
        watch.noun.capitalize(),
    }
    # The query leaves out pages that are gone or reserve their rights.
    pages = {m.listing.url: Page(alive=True, reserved=False) for m in watch.moves}
    return Evidence(
        rows=watch.rows,
        pages=pages,
        names=frozenset(names - {""}),
        texts={},
        on_sale={},
    )


def _chapters(watch: Watch, count: Fact, sellers: Fact) -> Iterator[Chapter]:
    def word(words: Sequence[str]) -> str:
        return _word(watch, words)

    yield _glance(watch, count, sellers)
    yield from moved(watch, word)
    yield from over_time(watch)
    yield Chapter(
        name="shops",
        title="Shop beside shop",
        blocks=[*apart(watch), *shops(watch)],
    )
    yield from struck(watch)
    yield from coming(watch)
    yield every(watch)


def _counts(watch: Watch) -> tuple[Fact, Fact]:
    keys = [m.listing.listing_key for m in watch.moves]
    return (
        watch.fact("enriched_matches.group_key", keys, "distinct", "number"),
        watch.fact("offers.host", keys, "distinct", "number"),
    )


def _moved(watch: Watch) -> bool:
    return bool(turned(watch, -1) or turned(watch, 1))


def _glance(watch: Watch, count: Fact, sellers: Fact) -> Chapter:
    return Chapter(
        name="glance",
        title="At a glance",
        blocks=[
            Tiles(tiles=_tiles(watch, count, sellers)),
            Words(text=Text(text=_FOR_WHOM)),
            *(Words(text=text) for text in _opening(watch)),
            *(_chart(watch) if _moved(watch) else [shelves(watch)]),
        ],
    )


def _tiles(watch: Watch, count: Fact, sellers: Fact) -> list[Tile]:
    if not _moved(watch):
        return [tile(count, "products watched"), tile(sellers, "shops that sell them")]
    tiles = [tile(count, "products watched")]
    for fact, what in zip(turns(watch), ("fell", "rose"), strict=True):
        if fact:
            some = "price" if fact.said == "1" else "prices"
            tiles.append(tile(fact, f"{some} {what} within a year"))
    return tiles


def _opening(watch: Watch) -> Iterator[Text]:
    first = watch.day([m.listing.keys[0] for m in watch.moves], "least")
    if not watch.is_read_again:
        yield Text(
            text=f"We read these prices on {first.said} and on no other day. What falls and "
            "what rises cannot be said from a single reading, so we do not say it: this "
            "edition tells where prices stand. The next one, once the shops were read "
            "again, tells what moved.",
            facts=[first],
        )
        return
    prices = watch.price([m.listing.keys[-1] for m in watch.moves], "count", "number")
    text = (
        f"We watch {prices.said} prices. What we tell of them begins on {first.said}."
    )
    facts = [first, prices]
    if _moved(watch):
        text += (
            " A price counts as moved when it is not what it was a year ago, or when we "
            "read it first."
        )
    else:
        text += " None of them is other today than it was a year ago, or when we read it first."
    yield Text(text=text, facts=facts)
    if falls := turned(watch, -1):
        yield _told(watch, falls[0], "fall_share", "At the head of the falls")
    if rises := turned(watch, 1):
        yield _told(watch, rises[0], "rise_share", "At the head of the rises")


def _told(watch: Watch, move: Move, way: Way, what: str) -> Text:
    one = move.listing
    first, last = (watch.price([key]) for key in one.ends)
    share, day = watch.price(one.ends, way, "percent"), watch.day(one.keys[:1])
    text = (
        f"{what}: {move.thing.name} at {one.shop} was {first.said} on {day.said} and is "
        f"{last.said} now, {share.said} {'less' if way == 'fall_share' else 'more'}."
    )
    return Text(text=text, facts=[first, last, share, day])


def _chart(watch: Watch) -> Iterator[Block]:
    """Yield what moved farthest, as bars: falls, then rises."""
    for sign, caption in (
        (-1, "Falls, deep ones first"),
        (1, "Rises, steep ones first"),
    ):
        bars = [_bar(watch, move, sign) for move in turned(watch, sign)[:_BARS]]
        if bars:
            yield Chart(caption=caption, bars=bars)


def _bar(watch: Watch, move: Move, sign: int) -> Bar:
    said = share(watch, move.listing, sign)
    return Bar(name=move.thing.label, value=abs(move.listing.moved), said=said)


def _sources(watch: Watch) -> list[Source]:
    ordered = sorted(watch.moves, key=lambda m: m.listing.host)
    return [
        Source(host=shown(host), pages=pages, read_on=watch.read_on[host])
        for host, of in groupby(ordered, lambda m: m.listing.host)
        for pages in [len({m.listing.url for m in of})]
    ]


def _word(watch: Watch, words: Sequence[str]) -> str:
    """Return one of `words`, the same for a watch each time."""
    return words[
        crc32(f"{watch.currency}{watch.scope}{words[0]}".encode()) % len(words)
    ]
