"""What seems to sell best: by opinions lately, places in lists, and ratings.

Nobody outside a shop knows what it sells. Opinions follow sales, lists of shops name what
sells or is to sell, ratings say what was bought for long; each gives its points.
"""

import math
from typing import Any

from enrich.research.told import Category, Thing

_PLACES = 20
# The most that each part can give.
_OPINIONS, _LIST, _RATING = 50.0, 20.0, 30.0
# As scores have it: a thing without ratings is like twenty of 3.9 stars.
_PRIOR, _STARS = 20, 3.9


def bestsellers(category: Category) -> list[dict[str, Any]]:
    """Return the rows of `market_bestsellers`, without their keys, best first."""
    seen = [t for t in category.things if t.late or t.place or t.ratings]
    most = max((thing.late for thing in seen), default=0)
    rated = max((thing.ratings for thing in seen), default=0)
    rows = [_row(thing, most, rated) for thing in seen]
    rows.sort(key=lambda row: (-row["strength"], row["group_key"]))
    return [{**row, "place": n} for n, row in enumerate(rows[:_PLACES], 1)]


def _row(thing: Thing, most: int, rated: int) -> dict[str, Any]:
    parts = [
        ("opinions", float(thing.late), _OPINIONS * _logarithmic(thing.late, most))
    ]
    if thing.place:
        parts.append(("list", float(thing.place), _LIST / math.sqrt(thing.place)))
    if thing.ratings and thing.rating is not None:
        parts.append(("rating", _stars(thing), _rating(thing, rated)))
    parts = [(name, value, round(points, 2)) for name, value, points in parts]
    return {
        "group_key": thing.group_key,
        "title": thing.title,
        "strength": round(sum(points for *_, points in parts), 2),
        "parts": [
            dict(zip(("name", "value", "points"), p, strict=True)) for p in parts
        ],
        "why": _why(thing),
    }


def _logarithmic(count: int, most: int) -> float:
    """Return from 0 to 1 how much `count` is: twice as many is one step more."""
    return math.log1p(count) / math.log1p(most) if most else 0.0


def _stars(thing: Thing) -> float:
    given = thing.ratings * (thing.rating or 0.0)
    return (_PRIOR * _STARS + given) / (_PRIOR + thing.ratings)


def _rating(thing: Thing, most: int) -> float:
    liked = min(max((_stars(thing) - 1) / 4, 0.0), 1.0)
    return _RATING * liked * _logarithmic(thing.ratings, most)


def _why(thing: Thing) -> str:
    noun = "opinion" if thing.late == 1 else "opinions"
    said = [f"{thing.late} {noun} in 13 weeks, {thing.before} in the 13 before"]
    if thing.place:
        said.append(f"place {thing.place} in a list of a shop")
    if thing.ratings and thing.rating is not None:
        said.append(f"{thing.rating:.1f} stars of {thing.ratings} ratings")
    return f"{'; '.join(said)}."
