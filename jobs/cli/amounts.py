"""Amounts as people write and read them: durations, times, sizes."""

import re
from datetime import UTC, datetime
from typing import Any

import click

from crawler.campaign.amounts import bytes_of

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_WHOLE = re.compile(r"(?:\d+(?:\.\d+)?[smhd])+|\d+(?:\.\d+)?")
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
# Longer than anyone means: ten years.
_LONGEST_S = 3650 * 86_400.0
_SIZES = ("B", "kB", "MB", "GB", "TB", "PB")


class Duration(click.ParamType[float]):
    """A duration such as 90s, 15m, 2h or 1d12h; a bare number is seconds."""

    name = "duration"

    def __init__(self, also: str = "") -> None:
        """Make the type; `also` is a word that its user takes beside durations."""
        self._also = f", or {also}" if also else ""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds of `value`."""
        text = str(value).strip().lower()
        if not _WHOLE.fullmatch(text):
            self.fail(
                f"{value!r} is no duration: write 90s, 15m, 2h or 1d{self._also}.",
                param,
                ctx,
            )
        parts = _PART.findall(text)
        seconds = sum(float(number) * _SECONDS[unit or "s"] for number, unit in parts)
        if seconds > _LONGEST_S:
            self.fail(f"{value!r} is longer than ten years.", param, ctx)
        return seconds


class Size(click.ParamType[int]):
    """A number of bytes, or a size such as 500MB or 2GB."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Return the bytes of `value`."""
        try:
            return bytes_of(str(value))
        except ValueError as error:
            self.fail(f"{value!r}: {error}.", param, ctx)


class Moment(click.ParamType[float]):
    """A date or time such as 2030-01-31 or 2030-01-31T18:00; UTC if it does not say."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the seconds from the epoch to `value`."""
        try:
            moment = datetime.fromisoformat(str(value).strip())
        except ValueError:
            self.fail(
                f"{value!r} is no date: write 2030-01-31 or 2030-01-31T18:00.",
                param,
                ctx,
            )
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.timestamp()


def span(seconds: float) -> str:
    """Return a duration for people: its two largest parts."""
    if seconds < 10:
        return f"{seconds:.3g} s"
    left = round(seconds)
    parts = []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])


def moment(at: float) -> str:
    """Return a time for people."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"


def when(at: float, now: float) -> str:
    """Return a time to come for people: how long from now, or when it is far off."""
    if at <= now:
        return "now"
    if at - now < 86_400:
        return f"in {span(at - now)}"
    return moment(at)


def size(count: float) -> str:
    """Return a number of bytes for people."""
    power = 0
    while count >= 999.5 and power < len(_SIZES) - 1:
        count /= 1000
        power += 1
    return f"{count:.3g} {_SIZES[power]}"


def counted(count: int, noun: str) -> str:
    """Return a number of things for people."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
