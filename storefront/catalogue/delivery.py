"""How long a delivery takes, where a page says so in words that mean one thing."""

import re
from functools import lru_cache

_LONGEST = 60
_RANGE = r"(\d{1,3})\s*(?:(?:-|–|to|bis|à|a)\s*(\d{1,3})\s*)?"
_DAYS = re.compile(
    _RANGE + r"(?:business |working |calendar )?"
    r"(?:days?|werktagen?|arbeitstagen?|tagen?|jours?(?: ouvr[ée]s| ouvrables)?|jrs)\b"
)
_HOURS = re.compile(_RANGE + r"(?:h|hours|stunden|heures)\b")
_NEXT_DAY = re.compile(r"\b(?:next|following) (?:business |working )?day\b")
# What tells of something else than how long it takes.
_OTHER = re.compile(r"return|refund|money|rückgabe|widerruf|retour|rembours|except")


@lru_cache(maxsize=4_096)
def delivery_days(text: str | None) -> int | None:
    """Return in how many days a thing comes, at the latest; None where it is not clear."""
    told = (text or "").lower()[:500]
    if _OTHER.search(told):
        return None
    days = {int(last or first) for first, last in _DAYS.findall(told)}
    hours = {int(last or first) for first, last in _HOURS.findall(told)}
    days |= {-(-one // 24) for one in hours}
    days |= {1} if _NEXT_DAY.search(told) else set()
    # Two figures are of two places or two ways to send it: we do not know which holds.
    only = next(iter(days)) if len(days) == 1 else None
    return only if only and only <= _LONGEST else None
