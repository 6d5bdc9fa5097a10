"""When a page was published and last changed, with silence where it does not say.

Its places are asked in the order of how much they are trusted; how likely the date is the
page's own is a weighing of where it stands, what else says the same, and the page's kind.
"""

import math
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from extract.page import Page
from extract.statements.structured import Graph, types_of
from extract.stories.dateplaces import Place, places
from extract.stories.dateweights import WEIGHTS
from extract.stories.story import ARTICLES, story

# Less likely ones are not told: with them, most pages that have no date would get one.
LEAST = 0.2
_ORDER = ("story", "meta", "meta-like", "time", "named", "shown", "ago", "url", "page")
_BESIDE_TEXT = ("time", "named", "shown", "ago")
_NEAR = (-300, 1_500)
_ABOVE = -100
_DATED_KINDS = frozenset({"article", "forum"})
_SLUG_WORDS = 4
_EARLIEST = date(1990, 1, 1)


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """A date of a page: as a moment in UTC or a day, the day as written, and its source."""

    value: datetime | date
    day: date
    raw: str
    source: str
    confidence: float


def published(
    page: Page, graph: Graph, *, kind: str | None = None, now: datetime | None = None
) -> Dated | None:
    """Return when `page` was published; None where that is not likely enough."""
    found = places(page, graph, now)
    place = choose(found, now)
    if place is None:
        return None
    sure = confidence(traits(page, graph, found, place, kind))
    return _dated(place, sure) if sure >= LEAST else None


def modified(
    page: Page, graph: Graph, *, kind: str | None = None, now: datetime | None = None
) -> Dated | None:
    """Return when `page` was last changed, never before it was published."""
    found = [place for place in places(page, graph, now) if _can_be(place, now)]
    changes = [place for place in found if place.changed and _is_near(place)]
    if not changes:
        return None
    place = min(changes, key=lambda one: _ORDER.index(one.source))
    sure = confidence(traits(page, graph, found, place, kind))
    first = choose([one for one in found if not one.changed], now)
    if sure < LEAST or (first is not None and place.date.day < first.date.day):
        return None
    return _dated(place, sure)


def choose(found: list[Place], now: datetime | None = None) -> Place | None:
    """Return the place whose date is when the page was published."""
    able = [place for place in found if _can_be(place, now)]
    ranked = sorted(able, key=_rank)
    if not ranked:
        return None
    best = ranked[0]
    if best.source not in ("story", "meta") or best.changed:
        return best
    # A template dates a page by when it was last built; a reader is told the older date.
    told = [
        place
        for place in ranked
        if place.source in _BESIDE_TEXT
        and not place.changed
        and _ABOVE <= place.distance <= _NEAR[1]
    ]
    if told and all(place.date.day != best.date.day for place in told):
        nearest = min(told, key=lambda place: abs(place.distance))
        if nearest.date.day < best.date.day - timedelta(days=1):
            return nearest
    return best


def traits(
    page: Page, graph: Graph, found: list[Place], place: Place, kind: str | None
) -> dict[str, float]:
    """Return what speaks for and against `place` being the page's own date."""
    same = {one.source for one in found if one.date.day == place.date.day}
    node = story(page, graph)
    slug = urlsplit(page.url).path.rstrip("/").rsplit("/", 1)[-1]
    said = {
        place.source: 1.0,
        "far": 0.0 if _is_near(place) else 1.0,
        "changed": float(place.changed),
        "same": float(min(len(same), 4) - 1),
        "told": float(
            any(_is_near(one) and one.source in _BESIDE_TEXT for one in found)
        ),
        "article": float(node is not None and bool(types_of(node) & ARTICLES)),
        "thread": float(node is not None and not types_of(node) & ARTICLES),
        "og": float((page.meta("og:type") or "").lower() == "article"),
        "slug": float(slug.count("-") + slug.count("_") >= _SLUG_WORDS),
        "root": float(not slug),
        "dates": min(len({one.date.day for one in found}), 8) / 8,
    }
    if kind:
        said["dated kind" if kind in _DATED_KINDS else "other kind"] = 1.0
    return said


def confidence(said: dict[str, float], weights: dict[str, float] = WEIGHTS) -> float:
    """Return how likely a date of these traits is its page's own."""
    total = weights.get("bias", 0.0)
    total += sum(weights.get(name, 0.0) * value for name, value in said.items())
    return 1 / (1 + math.exp(-total))


def _rank(place: Place) -> tuple[bool, bool, int, bool, int]:
    order = _ORDER.index(place.source)
    far = not _is_near(place)
    return (
        place.changed and not far,
        far,
        order,
        place.distance < 0,
        abs(place.distance),
    )


def _is_near(place: Place) -> bool:
    low, high = _NEAR
    return place.source not in _BESIDE_TEXT or low <= place.distance <= high


def _can_be(place: Place, now: datetime | None) -> bool:
    """Return whether the day is neither before the web nor in the future."""
    day = place.date.day
    return day >= _EARLIEST and (now is None or day <= now.date() + timedelta(days=1))


def _dated(place: Place, sure: float) -> Dated:
    return Dated(
        value=place.date.value,
        day=place.date.day,
        raw=place.date.raw,
        source=place.source,
        confidence=round(sure, 3),
    )
