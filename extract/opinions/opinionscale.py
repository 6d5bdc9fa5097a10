"""Ratings of any scale as stars from 0 to 5."""

import re
from decimal import Decimal

from extract.statements.structured import Graph, Value
from extract.statements.words import number

_STARS = 5.0
# A value beyond one scale's end is of the next: 5 stars, 10 points, 100 percent.
_SCALES = (5.0, 10.0, 20.0, 100.0)
_SAID = re.compile(
    r"(?<![\d/.,-])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:(?:stars? )?out of|of|/|von|sur|de|su|van|av|z|из)\s?(5|10|20|100)(?![\d/.,-]\d|\d)"
    r"|(?<![\d.,])(\d(?:[.,]\d)?)[ -]?(?:stars?|sterne?n?|étoiles?|estrellas?|estrelas?|stelle|sterren|stjärnor|gwiazd)",
    re.IGNORECASE,
)
_FULL = re.compile("[★⭐]{1,5}")


def stated_rating(graph: Graph, value: Value) -> float | None:
    """Return the stars of a Rating node, or of a bare number."""
    node = graph.follow(value[0] if isinstance(value, list) and value else value)
    if not isinstance(node, dict):
        return stars(number(node), None)
    return stars(number(node.get("ratingValue")), number(node.get("bestRating")))


def said_rating(text: str) -> float | None:
    """Return the stars that a text like `4 out of 5` or `★★★★` gives."""
    found = _SAID.search(text[:200])
    if found and found[1]:
        return stars(number(found[1]), number(found[2]))
    if found:
        return stars(number(found[3]), Decimal(5))
    full = _FULL.search(text[:200])
    return float(len(full[0])) if full else None


def stars(value: Decimal | None, best: Decimal | None) -> float | None:
    """Return `value`, the best being `best`, as stars; None where it is on no scale."""
    if value is None:
        return None
    given = float(value)
    scale = float(best) if best else next((end for end in _SCALES if given <= end), 0.0)
    if not scale or given > scale:
        return None
    return round(given / scale * _STARS, 2)
