"""The chapters of a price watch on shops: how far apart, what was struck, what may come.

Each yields a chapter where there is something to tell, and nothing where there is not.
"""

from collections.abc import Iterator, Sequence

from enrich.generate.watchfound import Coming, Listing, Move, Watch, Watched
from enrich.generate.watchmoved import LEAST, MOST, cell, named
from enrich.generate.work import Block, Chapter, Head, Sheet, Text, Words

# A forecast that was off by more than all that came is worth nothing.
_MOST_OFF = 1.0
_LEAST_EXPECTED = 0.5
_BEFORE_US, _NOT_SEEN, _ONCE = (
    "Asked before",
    "Not asked while we read",
    "Read on a single day",
)
_STRUCK = {
    _BEFORE_US: "The shop asked the former price, or more, while we read its page.",
    _NOT_SEEN: (
        "We read these pages on several days and did not see the former price asked "
        "within a year. It may have been asked before."
    ),
    _ONCE: (
        "What the shop calls a former price, and no more: we have read these pages on a "
        "single day and cannot say whether anybody was asked to pay it."
    ),
}
_APART = (
    "How much more is asked in one shop for the thing that another one sells for less."
)
_BEFORE = (
    " Beside it stands how far they were apart on the day when we had read all of these "
    "shops: where the gap grew, looking around pays more now."
)


def apart(watch: Watch) -> Iterator[Block]:
    """Yield how far shops are apart, and how far they were."""
    several = [thing for thing in watch.things if len(thing.listings) > 1]
    if not several:
        return
    several.sort(key=lambda thing: (-thing.spread, thing.group_key))
    found = [thing for thing in several if thing.spread >= LEAST]
    yield Head(text="How far shops are apart")
    if not found:
        wide = watch.price(several[0].nows, "gap_share", "percent")
        text = f"They ask nearly the same: {wide.said} is as far as they are apart."
        yield Words(text=Text(text=text, facts=[wide]))
        return
    again = watch.is_read_again
    yield Words(text=Text(text=_APART + again * _BEFORE))
    yield from _widened(watch, found)
    names = ["Product", "Cheap at", "Low", "High", "Apart"]
    yield Sheet(
        caption="Gaps, wide ones first",
        names=[*names, *(["Before", "Read on"] if again else [])],
        figures=[2, 3, 4, *([5, 6] if again else [])],
        rows=[_gap(watch, thing, again=again) for thing in found[:MOST]],
    )


def _widened(watch: Watch, found: Sequence[Watched]) -> Iterator[Words]:
    """Yield of which thing the gap grew by far, and of which it closed."""
    grown = sorted(found, key=lambda thing: (thing.widened, thing.group_key))
    for thing, how in ((grown[-1], "came apart"), (grown[0], "drew together")):
        if abs(thing.widened) < LEAST or (thing.widened < 0) != (
            how == "drew together"
        ):
            continue
        before, now = (
            watch.price(keys, "gap_share", "percent")
            for keys in (thing.thens, thing.nows)
        )
        text = (
            f"Shops {how} on {thing.name}: by {before.said} then, by {now.said} today."
        )
        yield Words(text=Text(text=text, facts=[before, now]))


def _gap(watch: Watch, thing: Watched, *, again: bool) -> list[Text]:
    low, high = (watch.price(thing.nows, way) for way in ("least", "most"))
    before = []
    if again:
        share = watch.price(thing.thens, "gap_share", "percent")
        before = [cell(share), cell(watch.day(thing.thens, "most"))]
    return [
        *named(thing, thing.cheapest),
        cell(low),
        cell(high),
        cell(watch.price(thing.nows, "gap_share", "percent"), strong=True),
        *before,
    ]


def struck(watch: Watch) -> Iterator[Chapter]:
    """Yield which former prices, as shops state them, were asked while we read."""
    found = [m for m in watch.moves if m.listing.list_price_minor]
    found.sort(key=lambda m: (-_reduction(m.listing), m.listing.listing_key))
    if not found:
        return
    blocks: list[Block] = [Words(text=_share_struck(watch, found))]
    for head, text in _STRUCK.items():
        moves = [m for m in found if _seen(m.listing) == head]
        if moves:
            blocks += [Head(text=head), Words(text=Text(text=text))]
            blocks.append(_struck(watch, moves, once=head == _ONCE))
    yield Chapter(name="struck", title="Struck prices", blocks=blocks, opens=False)


def _seen(one: Listing) -> str:
    if max(r.price_minor for r in one.readings) >= (one.list_price_minor or 0):
        return _BEFORE_US
    return _NOT_SEEN if one.is_read_again else _ONCE


def _share_struck(watch: Watch, found: Sequence[Move]) -> Text:
    keys = [m.listing.listing_key for m in found]
    some = watch.fact("offers.list_price_minor", keys, "count", "number")
    every = watch.price([m.listing.keys[-1] for m in watch.moves], "count", "number")
    text = (
        f"Of {every.said} prices, {some.said} stand beside a struck one, above them. What a "
        "shop calls a former price is its own word."
    )
    return Text(text=text, facts=[every, some])


def _reduction(one: Listing) -> float:
    return 1 - one.now / (one.list_price_minor or one.now)


def _struck(watch: Watch, moves: Sequence[Move], *, once: bool) -> Sheet:
    names = ["Product", "Shop", "Today", "Struck"]
    names += ["Read on"] if once else ["Peak read", "First price read"]
    return Sheet(
        caption="Former prices as the shops state them",
        names=names,
        figures=list(range(2, len(names))),
        rows=[_former(watch, move, once=once) for move in moves[: MOST // 2]],
    )


def _former(watch: Watch, move: Move, *, once: bool) -> list[Text]:
    one = move.listing
    stated = watch.fact("offers.list_price_minor", [one.listing_key], "is", "money")
    return [
        *named(move.thing, one),
        cell(watch.price(one.keys[-1:])),
        cell(stated),
        *([] if once else [cell(watch.price(one.keys, "most"))]),
        cell(watch.day(one.keys[:1])),
    ]


def coming(watch: Watch) -> Iterator[Chapter]:
    """Yield how much is expected of what, as a forecast, with its error in the past."""
    able = [
        (thing, thing.coming)
        for thing in watch.things
        if thing.coming and _is_worth(thing.coming)
    ]
    if not able:
        return
    able.sort(key=lambda of: (of[1].wape, of[0].group_key))
    text = (
        "This is a forecast and no fact. It says how many opinions or orders may come in a "
        "week, which tells how much a thing is wanted; it does not say what it will cost. "
        "As a rule the count should lie between low and high. The last column "
        "is how far the same way was off in weeks that are over, as a share of all that "
        "came: with a large one, do not build on it."
    )
    yield Chapter(
        name="coming",
        title="What may be wanted",
        blocks=[
            Words(text=Text(text=text)),
            Sheet(
                caption="Expected in a week",
                names=[
                    "Product",
                    "Counted",
                    "Week of",
                    "Expected",
                    "Low",
                    "High",
                    "Was off by",
                ],
                figures=[1, 2, 3, 4, 5, 6],
                rows=[_expected(watch, thing) for thing, _ in able[: MOST // 2]],
            ),
        ],
    )


def _is_worth(told: Coming) -> bool:
    return told.wape <= _MOST_OFF and told.expected >= _LEAST_EXPECTED


def _expected(watch: Watch, thing: Watched) -> list[Text]:
    own, tried = [thing.forecast_key], [thing.backtest_key]
    return [
        Text(text=thing.name),
        cell(watch.fact("forecasts.unit", own, "is", "text")),
        cell(watch.fact("forecasts.week", own, "is", "day")),
        *(
            cell(watch.fact(f"forecasts.{column}", own, "is", "number"))
            for column in ("expected", "low", "high")
        ),
        cell(watch.fact("backtests.wape", tried, "is", "percent")),
    ]
