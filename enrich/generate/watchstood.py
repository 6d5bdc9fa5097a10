"""The chapters of a price watch on where prices stand: by category, by shop, all of them."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from enrich.generate.asked import linked
from enrich.generate.watchfound import Listing, Move, Watch, Watched
from enrich.generate.watchmoved import cell, turned
from enrich.generate.work import Block, Chapter, Fact, Head, Sheet, Text, Way, Words


def turns(watch: Watch, of: Sequence[Move] | None = None) -> list[Fact | None]:
    """Return how many prices fell and how many rose, of all or of some."""
    turns: list[Fact | None] = []
    for sign, way in ((-1, "falls"), (1, "rises")):
        moves = [m for m in turned(watch, sign) if of is None or m in of]
        keys = [key for m in moves for key in m.listing.ends]
        turns.append(watch.price(keys, way, "number") if keys else None)  # type: ignore[arg-type]
    return turns


def _shelf(watch: Watch, thing: Watched) -> str:
    """Return under what a thing is listed: by the wider name, where it is one of many."""
    return thing.shelf if watch.scope else thing.aisle


def _by_shelf(watch: Watch) -> list[tuple[str, list[Watched]]]:
    ordered = sorted(
        watch.things, key=lambda t: (_shelf(watch, t), t.name, t.group_key)
    )
    return [
        (shelf, list(of)) for shelf, of in groupby(ordered, lambda t: _shelf(watch, t))
    ]


def shelves(watch: Watch) -> Sheet:
    """Return where prices stand, category by category."""
    lines = []
    for shelf, things in _by_shelf(watch):
        keys = [thing.cheapest.keys[-1] for thing in things]
        facts = [watch.price(keys, "count", "number")]
        ways: tuple[Way, ...] = ("least", "middle", "most")
        facts += [watch.price(keys, way) for way in ways]
        lines.append([Text(text=shelf), *(cell(fact) for fact in facts)])
    return Sheet(
        caption="Where prices stand, each product where it costs little",
        names=["Category", "Products", "Low", "Middle", "High"],
        figures=[1, 2, 3, 4],
        rows=lines,
    )


def shops(watch: Watch) -> Iterator[Block]:
    """Yield what each shop asks and did."""
    again = watch.is_read_again
    ordered = sorted(watch.moves, key=lambda m: m.listing.shop)
    of = [list(found) for _, found in groupby(ordered, lambda m: m.listing.shop)]
    of.sort(key=lambda found: (-_changes(found), found[0].listing.shop))
    text = "Which shops have the low price, of the products that others sell as well."
    if again:
        text = (
            "A shop that changes its prices often is one to come back to; with one that "
            "does not, there is little to wait for. Changes are counted within a "
            "year, so a page that we read seldom may have hidden some."
        )
    names = [
        "Shop",
        "Prices",
        "Low price",
        *(["Changes", "Lower", "Higher"] if again else []),
    ]
    yield Head(text="Shop by shop")
    yield Words(text=Text(text=text))
    yield Sheet(
        caption="What each shop did" if again else "What each shop asks",
        names=names,
        figures=list(range(1, len(names))),
        rows=[_shop(watch, found, again=again) for found in of],
    )


def _changes(moves: Sequence[Move]) -> int:
    return sum(len(m.listing.keys) - 1 for m in moves)


def _shop(watch: Watch, moves: Sequence[Move], *, again: bool) -> list[Text]:
    cheap = [
        m.listing.keys[-1] for m in moves
        if len(m.thing.listings) > 1 and m.listing.now == m.thing.cheapest.now
    ]  # fmt: skip
    later = [key for m in moves for key in m.listing.keys[1:]]
    counts = [
        watch.price([m.listing.keys[-1] for m in moves], "count", "number"),
        watch.price(cheap, "count", "number") if cheap else None,
    ]
    if again:
        counts.append(watch.price(later, "count", "number") if later else None)
        counts += turns(watch, moves)
    cells = [cell(fact) if fact else Text(text="none") for fact in counts]
    return [Text(text=moves[0].listing.shop), *cells]


def every(watch: Watch) -> Chapter:
    """Return all prices, category by category."""
    text = (
        "Every price of this edition, by name. Beside each product stands the shop where "
        "it costs little, how many shops have it, and the day since which we have read "
        "that price without a change. The name leads to the page of that shop: look there "
        "before you order, as a price may have moved since, and shipping is not in it."
    )
    blocks: list[Block] = [Words(text=Text(text=text))]
    for shelf, things in _by_shelf(watch):
        blocks += [Head(text=shelf), _listed(watch, things)]
    return Chapter(name="all", title="All prices that we watch", blocks=blocks)


def _listed(watch: Watch, things: Sequence[Watched]) -> Sheet:
    return Sheet(
        caption="By name",
        names=["Product", "Cheap at", "From", "Shops", "At this price since"],
        figures=[2, 3, 4],
        rows=[_one(watch, thing, thing.cheapest) for thing in things],
    )


def _one(watch: Watch, thing: Watched, cheap: Listing) -> list[Text]:
    shops = watch.price(thing.nows, "count", "number")
    return [
        Text(text=thing.name, link=linked(cheap.url)),
        Text(text=cheap.shop),
        cell(watch.price(cheap.keys[-1:])),
        cell(shops),
        cell(watch.day(cheap.keys[-1:])),
    ]
