"""Exchange rates as central banks publish them, read from a file.

Known are the European Central Bank's history (eurofxref-hist.csv, also zipped) and day
(eurofxref-daily.xml), and the Bank of Canada's CSV (Valet).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

import msgspec

from lake.errors import RatesUnreadable

# The history of 27 years and 41 currencies is 1.5 MB.
_LARGEST = 50_000_000
_ECB = "European Central Bank"
_BOC = "Bank of Canada"
_CURRENCY = re.compile(r"[A-Z]{3}")
_SERIES = re.compile(r"FX([A-Z]{3})([A-Z]{3})")


class Rate(msgspec.Struct, frozen=True):
    """One unit of `base` gives `rate` units of `quote`."""

    date: date
    base: str
    quote: str
    rate: float
    source: str


def read_rates(path: Path) -> list[Rate]:
    """Return the rates in a central bank's file."""
    try:
        rates = list(_rates(_text(path)))
    except (ValueError, expat.ExpatError, zipfile.BadZipFile) as error:
        raise RatesUnreadable(f"{path} cannot be read as rates: {error}") from error
    if not rates:
        raise RatesUnreadable(f"{path} holds no rates")
    return rates


def _text(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST:,} bytes")
    data = path.read_bytes()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            first = archive.infolist()[0]
            if first.file_size > _LARGEST:
                raise ValueError(f"{first.filename} is larger than {_LARGEST:,} bytes")
            data = archive.read(first)
    return data.decode("utf-8-sig")


def _rates(text: str) -> Iterator[Rate]:
    if text.lstrip().startswith("<"):
        return _ecb_day(text)
    if text.startswith("Date,"):
        return _ecb_history(text)
    if "OBSERVATIONS" in text:
        return _boc(text)
    raise ValueError(
        "it is neither eurofxref-hist.csv, eurofxref-daily.xml nor Bank of Canada CSV"
    )


def _ecb_history(text: str) -> Iterator[Rate]:
    lines = csv.DictReader(io.StringIO(text))
    for line in lines:
        day = date.fromisoformat(line["Date"])
        for quote, rate in line.items():
            # The lines end with a comma, and not every currency has always been there.
            if quote and _CURRENCY.fullmatch(quote) and rate not in (None, "", "N/A"):
                yield Rate(day, "EUR", quote, _number(rate, lines.line_num), _ECB)


def _ecb_day(text: str) -> Iterator[Rate]:
    found: list[Rate] = []
    day: list[date] = []
    parser = expat.ParserCreate()

    def opened(name: str, values: dict[str, str]) -> None:
        if name != "Cube":
            return
        if "time" in values:
            day.append(date.fromisoformat(values["time"]))
        if "currency" in values and day:
            rate = _number(values["rate"], parser.CurrentLineNumber)
            found.append(Rate(day[-1], "EUR", values["currency"], rate, _ECB))

    def refused(*_: object) -> NoReturn:
        raise ValueError("it declares entities, which no bank's file does")

    parser.StartElementHandler = opened
    parser.EntityDeclHandler = refused
    parser.Parse(text, True)
    return iter(found)


def _boc(text: str) -> Iterator[Rate]:
    table = text.partition("OBSERVATIONS")[2].removeprefix('"').lstrip()
    lines = csv.DictReader(io.StringIO(table))
    for line in lines:
        day = date.fromisoformat(line["date"])
        for series, rate in line.items():
            pair = _SERIES.fullmatch(series or "")
            if pair and rate:
                number = _number(rate, lines.line_num)
                yield Rate(day, pair[1], pair[2], number, _BOC)


def _number(text: str | None, line: int) -> float:
    try:
        number = float(text or "")
    except ValueError:
        raise ValueError(f"line {line}: {text!r} is no rate") from None
    if not 0 < number < float("inf"):
        raise ValueError(f"line {line}: {text!r} is no rate")
    return number
