"""The chapters of a price watch that tell of what moved, and of what shops state.

Each yields a chapter where there is something to tell, and nothing where there is not.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from enrich.generate.asked import linked
from enrich.generate.watchfound import Listing, Move, Watch, Watched
from enrich.generate.work import (
    Bar,
    Block,
    Chapter,
    Chart,
    Fact,
    Head,
    Sheet,
    Text,
    Way,
    Words,
)

MOST = 25
_CHARTS = 3
# What is less is no move to tell of, and rounding would make nothing of it.
LEAST = 0.01
_LEAST_READ = 3
_LEAST_DAYS = 3
_MOST_BARS = 60

_FELL = (
    "These cost less today, and less by the share beside; deep falls stand first.",
    (
        "Who waited has a lower price today. The first price is the one that we knew "
        "a year ago, or the first that we read since."
    ),
    "Prices that went down within a year, or since we read them first.",
)
_ROSE = (
    "These went up. Who needs one may look at what other shops ask.",
    "Waiting did not pay here: each of these costs more today.",
    "Prices that went up within a year, or since we read them first.",
)


def cell(fact: Fact, *, strong: bool = False) -> Text:
    """Return a fact as it stands alone."""
    return Text(text=fact.said, facts=[fact], strong=strong)


def named(thing: Watched, listing: Listing) -> list[Text]:
    """Return a thing and its shop, the first two columns of most tables."""
    link = linked(listing.url)
    return [Text(text=thing.name, link=link), Text(text=listing.shop)]


def turned(watch: Watch, sign: int) -> list[Move]:
    """Return what fell (-1) or rose (1), the farthest first."""
    moved = [m for m in watch.moves if sign * m.listing.moved >= LEAST]
    return sorted(moved, key=lambda m: (-sign * m.listing.moved, m.listing.listing_key))


def moved(watch: Watch, words: Callable[[Sequence[str]], str]) -> Iterator[Chapter]:
    """Yield what costs less than at first, and what costs more."""
    blocks = [
        *_turned(watch, -1, "What fell", words(_FELL)),
        *_turned(watch, 1, "What rose", words(_ROSE)),
        *_lowest(watch),
    ]
    if blocks:
        yield Chapter(name="moved", title="What moved", blocks=blocks)


def _turned(watch: Watch, sign: int, title: str, opening: str) -> Iterator[Block]:
    lines = [_line(watch, move, sign) for move in turned(watch, sign)[:MOST]]
    if lines:
        yield Head(text=title)
        yield Words(text=Text(text=opening))
        yield Sheet(
            caption="First price and price of today",
            names=["Product", "Shop", "At first", "Today", "Change", "New since"],
            figures=[2, 3, 4, 5],
            rows=lines,
        )


def _line(watch: Watch, move: Move, sign: int) -> list[Text]:
    one = move.listing
    return [
        *named(move.thing, one),
        cell(watch.price(one.keys[:1])),
        cell(watch.price(one.keys[-1:])),
        share(watch, one, sign),
        cell(watch.day(one.keys[-1:])),
    ]


def share(watch: Watch, one: Listing, sign: int) -> Text:
    """Return by what share of the first price the one of today is below it, or above."""
    way: Way = "rise_share" if sign > 0 else "fall_share"
    fact = watch.price(one.ends, way, "percent")
    return Text(text=f"{'+' if sign > 0 else '-'}{fact.said}", facts=[fact])


def _lowest(watch: Watch) -> Iterator[Block]:
    """Yield what has three prices or more behind it, and none of them lower."""
    found = [
        m
        for m in watch.moves
        if len(m.listing.keys) >= _LEAST_READ
        and m.listing.now == min(r.price_minor for r in m.listing.readings)
    ]
    if not found:
        return
    found.sort(key=lambda m: (m.listing.moved, m.listing.listing_key))
    text = (
        "Each of these changed again and again while we read it, and today stands at the "
        "low end of what we saw of it within a year. It may go lower; we tell of what was "
        "read."
    )
    yield Head(text="As low as within a year")
    yield Words(text=Text(text=text))
    yield Sheet(
        caption="Prices at their low end",
        names=["Product", "Shop", "Today", "What it is", "First price read"],
        figures=[2, 3, 4],
        rows=[_low(watch, m) for m in found[:MOST]],
    )


def _low(watch: Watch, move: Move) -> list[Text]:
    one = move.listing
    return [
        *named(move.thing, one),
        cell(watch.price(one.keys[-1:]), strong=True),
        cell(watch.lowest(one)),
        cell(watch.day(one.keys[:1])),
    ]


def over_time(watch: Watch) -> Iterator[Chapter]:
    """Yield how the prices went of what moved farthest, day by day."""
    found = [
        m
        for m in watch.moves
        if len(m.listing.keys) > 1 and _days(watch, m.listing) >= _LEAST_DAYS
    ]
    found.sort(key=lambda m: (-abs(m.listing.moved), m.listing.listing_key))
    if not found:
        return
    blocks: list[Block] = []
    for move in found[:_CHARTS]:
        first, last = (watch.price([key]) for key in move.listing.ends)
        since, until = (watch.day([key]) for key in move.listing.ends)
        text = f"{first.said} from {since.said} on; {last.said} since {until.said}. Each bar stands for as many days as the next."
        blocks += [
            Head(text=move.thing.name),
            Words(text=Text(text=text, facts=[first, last, since, until])),
            Chart(
                caption=f"What {move.listing.shop} asked",
                bars=_bars(watch, move.listing),
                upright=True,
            ),
        ]
    yield Chapter(name="time", title="Prices over time", blocks=blocks)


def _days(watch: Watch, one: Listing) -> int:
    """Return how many days lie between the first reading and the last."""
    return (watch.read_on[one.host] - one.readings[0].read_on).days


def _bars(watch: Watch, one: Listing) -> list[Bar]:
    """Return the price of each day, or of every few days where there are many."""
    days = _days(watch, one)
    step = 1 + days // _MOST_BARS
    last, bars = days // step, []
    for place in range(last + 1):
        day = watch.read_on[one.host] - timedelta(days=(last - place) * step)
        known = zip(one.readings, one.keys, strict=True)
        reading, key = [of for of in known if of[0].read_on <= day][-1]
        name = {0: "first price", last: "price of today"}.get(place, "")
        said = cell(watch.price([key]))
        bars.append(Bar(name=name, value=float(reading.price_minor), said=said))
    return bars
