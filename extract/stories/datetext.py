"""Dates as people and machines write them, out of short texts.

What is ambiguous, 3/4/2024, is read as the page's language has it; a year and a day that
cannot be are no date. A date keeps the day that was written, beside the moment in UTC.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec

from extract.stories.months import month

_LONGEST = 4_000
_YEAR = r"(?:19[89]\d|20\d\d)"
_TIME = (
    r"(?:(?:[T\s,]|\sat\s|\sum\s|\sà\s|\s[-–|@]\s){1,3}(?P<@hour>\d{1,2})[:.h](?P<@minute>\d\d)"
    r"(?::(?P<@second>\d\d)(?:[.,]\d{1,9})?)?\s?(?P<@half>[aApP]\.?[mM]\b)?"
    r"\s?(?P<@zone>Z\b|GMT|UTC|[+-]\d\d:?\d\d)?)?"
)
_NAME = r"[^\W\d_][^\s\d.,;:/()_-]{2,13}"
_OF = r"(?:(?:de|di|da|del|do|of|d['’])\s?)?"
_SHAPES = (
    rf"(?<!\d)(?P<iy>{_YEAR})(?P<is>[-/.])(?P<im>\d\d?)(?P=is)(?P<id>\d\d?)(?![\d])"
    + _TIME.replace("@", "i"),
    rf"(?<!\d)(?P<ky>{_YEAR})\s?[年년.]\s?(?P<km>\d\d?)\s?[月월.]\s?(?P<kd>\d\d?)(?!\d)\s?[日일.]?",
    rf"(?<![\d.])(?P<dd>\d\d?)(?:st|nd|rd|th|er|\.|º|°|ª|\.º)?[\s-]{{1,2}}{_OF}(?P<dm>{_NAME})"
    rf"\.?,?[\s-]{{1,2}}{_OF}(?P<dy>{_YEAR})(?!\d)" + _TIME.replace("@", "d"),
    rf"(?P<mm>{_NAME})\.?\s(?P<md>\d\d?)(?:st|nd|rd|th)?,?\s(?P<my>{_YEAR})(?!\d)"
    + _TIME.replace("@", "m"),
    rf"(?<!\d)(?P<ym>{_YEAR})\.?\s(?P<yn>{_NAME})\.?\s(?P<yd>\d\d?)(?!\d)",
    rf"(?<!\d)(?P<vd>\d\d?)\s(?:tháng|thg)\s(?P<vm>\d\d?),?\s(?P<vy>{_YEAR})",
    r"(?<![\d.])(?P<na>\d\d?)(?P<ns>[./-])(?P<nb>\d\d?)(?P=ns)"
    rf"(?P<ny>{_YEAR}|\d\d)(?![\d])" + _TIME.replace("@", "n"),
)  # fmt: skip
_ANY = re.compile("|".join(_SHAPES))
_BARE = re.compile(rf"({_YEAR})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?Z?)?")
_EPOCH = re.compile(r"1\d{9}(\d{3})?(?:\.\d+)?")
# Each date has such figures in it: a year, or 3/4/24. So near to them it begins and ends.
_FIGURES = re.compile(r"\d(?:(?<=1)9[89]\d|(?<=2)0\d\d|\d?([./-])\d\d?\1\d\d)")
_BEFORE, _BEHIND = 40, 90
# Month first; the rest of the world has the day first.
_MONTH_FIRST = frozenset({"en", "fil", "tl"})
_NOON = 12
_AGO = re.compile(
    r"\b(?P<n>\d{1,3}|an?|one)\s?(?P<u>sec|min|h(?:ou)?rs?|days?|d\b|weeks?|w\b|mo(?:nth)?s?|y(?:ea)?rs?)"
    r"[a-z]*\.?\sago\b|\bvor\s(?P<gn>\d{1,3}|einem|einer)\s(?P<gu>Min|Stund|Tag|Woch|Monat|Jahr)"
    r"|\bil\sy\sa\s(?P<fn>\d{1,3}|une?)\s(?P<fu>min|heure|jour|semaine|mois|an)"
    r"|\bhace\s(?P<sn>\d{1,3}|una?)\s(?P<su>min|hora|día|semana|mes|año)"
    r"|\b(?P<yesterday>yesterday|gestern|hier|ayer|ieri|ontem)\b"
    r"|\b(?P<today>today|heute|aujourd'hui|hoy|oggi|hoje)\b",
    re.IGNORECASE,
)
_UNITS = (
    ("sec", 0.0), ("min", 0.0), ("mois", 30.0), ("mes", 30.0), ("mo", 30.0), ("h", 0.04),
    ("stund", 0.04), ("d", 1.0), ("tag", 1.0), ("jour", 1.0), ("w", 7.0), ("sem", 7.0),
    ("y", 365.0), ("jahr", 365.0), ("a", 365.0),
)  # fmt: skip


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A date as it is written: its day, the moment in UTC if it has one, and the text."""

    day: date
    moment: datetime | None
    raw: str

    @property
    def value(self) -> date | datetime:
        """The moment, or the day where no time is given."""
        return self.moment or self.day


def stamp(text: str, language: str | None = None) -> Written | None:
    """Return the date that a value made for machines is; None where it is none."""
    text = " ".join(text[:_LONGEST].split())
    bare = _BARE.fullmatch(text)
    if bare:
        year, at, day, hour, minute, second = (int(one or 0) for one in bare.groups())
        made = datetime_of((year, at, day), (hour, minute, second), None)
        return _written(made, text, timed=bare[4] is not None)
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        seconds = int(text.partition(".")[0]) // (1000 if epoch[1] else 1)
        return _written(datetime.fromtimestamp(seconds, UTC), text, timed=True)
    return next(written(text, language), None)


def written(text: str, language: str | None = None) -> Iterator[Written]:
    """Yield the dates in a text, in its order."""
    for found in _found(text[:_LONGEST]):
        kept = {name: value for name, value in found.groupdict().items() if value}
        shape = next(iter(kept))[0]
        day = _day(kept, shape, language)
        hour = kept.get(f"{shape}hour")
        clock = _clock(kept, shape) if hour and day else (0, 0, 0)
        made = datetime_of(day, clock, kept.get(f"{shape}zone")) if day else None
        # An hour that cannot be makes the day no worse.
        made = made or (datetime_of(day, (0, 0, 0), None) if day else None)
        one = _written(made, found[0], timed=clock != (0, 0, 0))
        if one is not None:
            yield one


def _found(text: str) -> Iterator[re.Match[str]]:
    """Yield what has the shape of a date; only what is near figures gets a close look."""
    spans: list[list[int]] = []
    for figures in _FIGURES.finditer(text):
        first, end = figures.start() - _BEFORE, figures.end() + _BEHIND
        if spans and first <= spans[-1][1]:
            spans[-1][1] = end
        else:
            spans.append([max(0, first), end])
    for first, end in spans:
        yield from _ANY.finditer(text, first, end)


def ago(text: str, now: datetime) -> Written | None:
    """Return the date that is told by how long before `now` it was."""
    found = _AGO.search(text[:_LONGEST])
    if found is None:
        return None
    if found["yesterday"] or found["today"]:
        days = 1.0 if found["yesterday"] else 0.0
    else:
        number = found["n"] or found["gn"] or found["fn"] or found["sn"]
        unit = (found["u"] or found["gu"] or found["fu"] or found["su"]).lower()
        many = int(number) if number.isdigit() else 1
        days = many * next((d for name, d in _UNITS if unit.startswith(name)), 0.0)
    return Written(day=(now - timedelta(days=days)).date(), moment=None, raw=found[0])


def _day(
    kept: dict[str, str], shape: str, language: str | None
) -> tuple[int, int, int] | None:
    """Return year, month and day of one shape of date."""
    if shape == "n":
        return _numbers(kept, language)
    names = {"i": "iy im id", "k": "ky km kd", "d": "dy dm dd", "m": "my mm md"}
    names |= {"y": "ym yn yd", "v": "vy vm vd"}
    year, name, day = (kept[one] for one in names[shape].split())
    number = int(name) if name.isdigit() else month(name, language)
    return (int(year), number, int(day)) if number else None


def _numbers(kept: dict[str, str], language: str | None) -> tuple[int, int, int] | None:
    first, second, year = int(kept["na"]), int(kept["nb"]), int(kept["ny"])
    year += 2000 if year < 100 else 0
    if kept["ns"] != "." and (language or "en") in _MONTH_FIRST:
        first, second = second, first
    # Whatever the custom is, there are twelve months.
    if second > _NOON >= first:
        first, second = second, first
    return year, second, first


def _clock(kept: dict[str, str], shape: str) -> tuple[int, int, int]:
    hour, minute = int(kept[f"{shape}hour"]), int(kept[f"{shape}minute"])
    half = kept.get(f"{shape}half", "").lower()
    if half and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half.startswith("p") else 0)
    return hour, minute, int(kept.get(f"{shape}second", 0))


def datetime_of(
    day: tuple[int, int, int], clock: tuple[int, int, int], zone: str | None
) -> datetime | None:
    """Return the moment; None where there is no such day."""
    offset = UTC
    if zone and zone[0] in "+-":
        hours, minutes = int(zone[1:3]), int(zone[-2:])
        shift = timedelta(hours=min(hours, 15), minutes=min(minutes, 59))
        offset = timezone(shift if zone[0] == "+" else -shift)
    try:
        return datetime(*day, *clock, tzinfo=offset)
    except ValueError:
        return None


def _written(made: datetime | None, raw: str, *, timed: bool) -> Written | None:
    if made is None:
        return None
    moment = made.astimezone(UTC) if timed else None
    return Written(day=made.date(), moment=moment, raw=raw)
