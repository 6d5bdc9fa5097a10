"""When a page says it changed: W3C dates in all their forms, and those of mail in feeds.

A date without a zone is UTC. What is no date, or none that a web page can have, is None.
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

_W3C = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)"
    r"(?:[Tt ]\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?"
    r"\s*(?:[Zz]|([+-])(\d\d):?(\d\d)?)?)?)?)?",
    re.ASCII,
)
# The web began in 1990; zero dates of many kinds lie before it.
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_LONGEST = 64


def lastmod(text: str) -> float | None:
    """Return the seconds since the epoch that `text` says, or None."""
    return _moment(text[:_LONGEST].strip())


# A host's pages share few dates.
@lru_cache(maxsize=4096)
def _moment(text: str) -> float | None:
    found = _W3C.fullmatch(text)
    try:
        moment = _w3c(found) if found else _mail(text)
    except (ValueError, OverflowError):
        return None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment.timestamp()


def _w3c(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (
        int(found[n] or n in (2, 3)) for n in range(1, 7)
    )
    fraction = int((found[7] or "0").ljust(9, "0")) // 1000
    # 60 is a leap second, which clocks of computers do not know.
    local = datetime(year, month, day, hour, minute, min(second, 59), fraction, UTC)
    ahead = timedelta(hours=int(found[9] or 0), minutes=int(found[10] or 0))
    return local + ahead if found[8] == "-" else local - ahead


def _mail(text: str) -> datetime | None:
    # Fri, 04 Sep 2026 10:00:00 +0200, as RSS writes it; a digit first is none of these.
    if not text[:3].isalpha() and not text[:1].isdigit():
        return None
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
