"""When a campaign is due: every so often, at times of day, or as cron says; all in UTC.

every 6h        at whole multiples of six hours
daily 03:30     also hourly, and days: mon,thu 04:00
30 3 * * 1-5    minute, hour, day of the month, month, day of the week
never           also nothing at all
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.campaign.amounts import seconds_of

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_EVERY = re.compile(r"every (\S.*)")
_CLOCK = re.compile(
    r"(daily|[a-z]{3}(?:,[a-z]{3})*) (?:at )?([01]?\d|2[0-3]):([0-5]\d)"
)
_FIELD = re.compile(r"(?:\*|([a-z\d]+)(?:-([a-z\d]+))?)(?:/(\d+))?")
# From when to when each field of cron goes; Sunday is 0 and 7.
_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_LEAST_S = 60.0
# The 29th of February may be eight years off.
_MOST_DAYS = 8 * 366 + 1
_EXPECTED = (
    "expected such as: every 6h; hourly; daily 03:30; mon,thu 04:00; or five fields of"
    " cron: 30 3 * * *"
)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Times that come again; of none, nothing is ever due."""

    every_s: float = 0.0
    minutes: frozenset[int] = frozenset()
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    weekdays: frozenset[int] = frozenset()
    # As cron has it: where both kinds of days are told, either will do.
    either: bool = False

    @classmethod
    def read(cls, text: str) -> "Timetable":
        """Return the timetable that `text` says."""
        told = " ".join(text.lower().split())
        if told in ("", "never"):
            return cls()
        if found := _EVERY.fullmatch(told):
            return cls(every_s=_period(found[1]))
        if found := _CLOCK.fullmatch(told):
            days = "*" if found[1] == "daily" else found[1]
            told = f"{int(found[3])} {int(found[2])} * * {days}"
        told = {"hourly": "0 * * * *", "daily": "0 0 * * *"}.get(told, told)
        return cls._cron(told.split())

    @classmethod
    def _cron(cls, fields: list[str]) -> "Timetable":
        if len(fields) != len(_FIELDS):
            raise ValueError(_EXPECTED)
        sets = [_numbers(text, at) for at, text in enumerate(fields)]
        minutes, hours, days, months, weekdays = sets
        made = cls(
            minutes=minutes,
            hours=hours,
            days=days,
            months=months,
            weekdays=frozenset(day % 7 for day in weekdays),
            either=fields[2][0] != "*" and fields[4][0] != "*",
        )
        if made.next_after(datetime(2000, 1, 1, tzinfo=UTC)) is None:
            raise ValueError("no calendar has such a day")
        return made

    @property
    def is_ever(self) -> bool:
        """Whether anything is ever due."""
        return bool(self.every_s or self.minutes)

    def next_after(self, now: datetime) -> datetime | None:
        """Return the first time after `now`; None where nothing is ever due."""
        if self.every_s:
            begun = now.timestamp() // self.every_s
            return datetime.fromtimestamp((begun + 1) * self.every_s, UTC)
        if not self.minutes:
            return None
        start = now.astimezone(UTC).replace(second=0, microsecond=0)
        start += timedelta(minutes=1)
        midnight = start.replace(hour=0, minute=0)
        for ahead in range(_MOST_DAYS):
            day = midnight + timedelta(days=ahead)
            if self._is_on(day):
                found = self._in_day(day, start)
                if found is not None:
                    return found
        return None

    def _is_on(self, day: datetime) -> bool:
        if day.month not in self.months:
            return False
        of_month = day.day in self.days
        of_week = day.isoweekday() % 7 in self.weekdays
        return of_month or of_week if self.either else of_month and of_week

    def _in_day(self, day: datetime, start: datetime) -> datetime | None:
        times = (
            day.replace(hour=hour, minute=minute)
            for hour in sorted(self.hours)
            for minute in sorted(self.minutes)
        )
        return next((time for time in times if time >= start), None)


def _period(text: str) -> float:
    seconds = seconds_of(text)
    if seconds < _LEAST_S:
        raise ValueError("expected a minute or more")
    return seconds


def _numbers(text: str, at: int) -> frozenset[int]:
    return frozenset(
        number for part in text.split(",") for number in _range_of(part, at)
    )


def _range_of(part: str, at: int) -> Iterable[int]:
    found = _FIELD.fullmatch(part)
    if found is None:
        raise ValueError(_EXPECTED)
    low, high = _FIELDS[at]
    step = int(found[3] or 1)
    first = low if found[1] is None else _number(found[1], at)
    last = first if found[1] and not found[3] else high
    if found[2] is not None:
        last = _number(found[2], at)
    if not (low <= first <= last <= high and 0 < step <= high + 1):
        raise ValueError(f"{part!r} is not within {low} to {high}")
    return range(first, last + 1, step)


def _number(text: str, at: int) -> int:
    if at == 3 and text in _MONTHS:
        return _MONTHS.index(text) + 1
    if at == 4 and text in _DAYS:
        return _DAYS.index(text)
    if not text.isdigit():
        raise ValueError(_EXPECTED)
    return int(text)
