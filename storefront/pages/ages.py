"""How long ago something was, in words; the clock is passed in."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Literal

from babel import Locale
from babel.dates import format_timedelta

_Unit = Literal["minute", "hour", "day"]
_UNITS: tuple[tuple[_Unit, int, int], ...] = (
    ("minute", 60, 2 * 3_600),
    ("hour", 3_600, 2 * 86_400),
)
_DAY_S, _MOST_DAYS_S = 86_400, 60 * 86_400
# British dates, the day before the month, are what most readers of English here write.
_LOCALES = {"en": "en_GB"}
_JUST_NOW = {"en": "just now", "fr": "à l’instant", "de": "gerade eben"}
_ON = {"en": "on {day}", "fr": "le {day}", "de": "am {day}"}


class Ages:
    """Days and ages as people of one language say them.

    The patterns are Babel's, read once; an age is worded once, and there are few.
    """

    def __init__(self, language: str) -> None:
        locale = Locale.parse(_LOCALES.get(language, language))
        self._months = locale.months["format"]["wide"]
        self._short_months = locale.months["format"]["abbreviated"]
        self._short_day: str = locale.date_formats["medium"].format
        self._day: str = locale.date_formats["long"].format
        self._now, self._on = _JUST_NOW[language], _ON[language]
        self._worded = partial(
            format_timedelta, threshold=1_000_000, add_direction=True, locale=locale
        )
        self._said: dict[tuple[str, int], str] = {}

    def age(self, then: datetime, now: datetime) -> str:
        """Return the time from `then` to `now` as people say it: `2 hours ago`."""
        seconds = int((now - then).total_seconds())
        if seconds < 120:
            return self._now
        for unit, unit_s, most_s in _UNITS:
            if seconds < most_s:
                return self._ago(unit, seconds // unit_s)
        if seconds < _MOST_DAYS_S:
            return self._ago("day", seconds // _DAY_S)
        return self._on.format(day=self.day(then))

    def _ago(self, unit: _Unit, number: int) -> str:
        # At most 120 minutes, 48 hours and 60 days are ever kept.
        said = self._said.get((unit, number))
        if said is None:
            past = -timedelta(**{f"{unit}s": number})
            said = self._said[unit, number] = self._worded(past, granularity=unit)
        return said

    def day(self, then: date) -> str:
        """Return the day of `then`: `20 November 2026`."""
        month = self._months[then.month]
        return self._day % {"d": then.day, "MMMM": month, "y": then.year}

    def short(self, then: date) -> str:
        """Return the day of `then` in short, for charts: `20 Nov 2026`."""
        return self._short_day % {
            "d": then.day,
            "dd": f"{then.day:02}",
            "MM": f"{then.month:02}",
            "MMM": self._short_months[then.month],
            "y": then.year,
        }
