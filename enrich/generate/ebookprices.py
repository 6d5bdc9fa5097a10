"""When prices are low: what a year's readings show of the things of a niche."""

from typing import NamedTuple

from enrich.generate.asked import Offer, linked
from enrich.generate.ebookfound import Niche, cell
from enrich.generate.ebookread import History
from enrich.generate.guidefound import Thing
from enrich.generate.work import Chapter, Fact, Points, Sheet, Text, Words

_LEAST = 3
_LISTED = 15


class Moved(NamedTuple):
    """A thing whose price at a shop moved: the offer of today, and what went before."""

    thing: Thing
    offer: Offer
    history: History


def chapter(niche: Niche) -> list[Chapter]:
    """Return when prices were low; no chapter where hardly any was seen to move."""
    found = _moved(niche)
    if len(found) < _LEAST:
        return []
    keys = [one.offer.listing_key for one in found]
    count = niche.fact("offers.host", keys, "count", "number")
    opening = (
        f"We saw {count.said} prices of this niche move in the year before this book. A price "
        "that has been low may come down again; one that stands far over its low is a reason "
        "to wait, if you can."
    )
    return [
        Chapter(
            name="prices",
            title="When Prices Are Low",
            blocks=[
                Words(text=Text(text=opening, facts=[count])),
                Sheet(
                    caption="Moves that we saw, far ones first",
                    names=["Product", "Low", "Read on", "High", "Now"],
                    figures=[1, 3, 4],
                    rows=[_line(niche, one) for one in found[:_LISTED]],
                ),
                Points(items=[_now_low(niche, found)]),
            ],
        )
    ]


def _moved(niche: Niche) -> list[Moved]:
    shown = {
        offer.listing_key: (thing, offer)
        for thing in niche.things
        for offer in thing.offers
    }
    found = [
        Moved(*shown[history.listing_key], history)
        for history in niche.histories
        if history.listing_key in shown and history.spread > 0
    ]
    return sorted(found, key=lambda one: (-one.history.spread, one.offer.listing_key))


def _line(niche: Niche, one: Moved) -> list[Text]:
    low, high = (
        niche.fact("price_history.price_minor", one.history.keys, way, "money")
        for way in ("least", "most")
    )
    now = niche.fact("offers.price_minor", [one.offer.listing_key], "is", "money")
    return [
        Text(text=one.thing.name, link=linked(one.offer.url)),
        cell(low),
        cell(_day(niche, one)),
        cell(high),
        cell(now),
    ]


def _day(niche: Niche, one: Moved) -> Fact:
    return niche.fact("price_history.valid_from", [one.history.low], "is", "day")


def _now_low(niche: Niche, found: list[Moved]) -> Text:
    """Return how many of the prices that moved are at their low today."""
    low = [one for one in found if one.history.keys[-1] == one.history.low]
    if not low:
        return Text(text="None of these prices stands at its low today.")
    keys = [one.offer.listing_key for one in low]
    count = niche.fact("offers.host", keys, "count", "number")
    text = f"As low today as we have seen them within the year: {count.said} of these prices."
    return Text(text=text, facts=[count])
