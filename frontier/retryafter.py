"""How long a host asks to be left alone: the Retry-After header (RFC 9110, 10.2.3).

It holds seconds, or a date in one of the three forms that HTTP ever had. Names of days
and months are read here and not by `strptime`, which takes the process's language.
"""

import re
from datetime import UTC, datetime
from math import nan

_SECONDS = re.compile(r"[0-9]+", re.ASCII)
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_DATES = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"\w{{3}}, (?P<day>\d\d) (?P<month>\w{{3}}) (?P<year>\d{{4}}) {_TIME} GMT",
        rf"\w{{6,9}}, (?P<day>\d\d)-(?P<month>\w{{3}})-(?P<year>\d\d) {_TIME} GMT",
        rf"\w{{3}} (?P<month>\w{{3}}) (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})",
    )
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun"]
_MONTHS += ["jul", "aug", "sep", "oct", "nov", "dec"]


def retry_after_s(header: str | None, now: float) -> float:
    """Return the seconds that `header` asks for; NaN when it says nothing.

    A date that is over asks for 0 seconds. No number is too big: the caller caps.
    """
    text = header.strip(" \t") if header else ""
    if _SECONDS.fullmatch(text):
        return float(text)
    for form in _DATES:
        if found := form.fullmatch(text):
            # In this order: what is compared with NaN is not greater.
            return 0.0 if (left := _time(found, now) - now) < 0.0 else left
    return nan


def _time(found: re.Match[str], now: float) -> float:
    """Return the time that a date names; NaN for 31 February and the like."""
    month = found["month"].lower()
    if month not in _MONTHS:
        return nan
    # A leap second has no number of its own.
    second = 59 if found["second"] == "60" else int(found["second"])
    try:
        at = datetime(
            _year(found["year"], now),
            _MONTHS.index(month) + 1,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            second,
            tzinfo=UTC,
        )
    except ValueError:
        return nan
    return at.timestamp()


def _year(digits: str, now: float) -> int:
    """Return the year; two digits are never more than 50 years ahead (RFC 9110)."""
    year = int(digits)
    if len(digits) == 2:
        this_year = datetime.fromtimestamp(now, UTC).year
        year += this_year - this_year % 100
        if year > this_year + 50:
            year -= 100
    return year
