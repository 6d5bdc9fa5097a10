"""A network's report: a CSV file, read whole before any line of it counts."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from ledger.affiliate.errors import AffiliateError, FactsRefused
from ledger.affiliate.facts import ConversionFacts, refuse_nonsense
from ledger.affiliate.hear import hear
from ledger.affiliate.reading import FIELDS, NEEDED, read

_SHOWN = 5


class Columns(msgspec.Struct, frozen=True):
    """Which heading stands for which field, and what no column says."""

    headings: Mapping[str, str] = {}
    fixed: Mapping[str, str] = {}


class Imported(msgspec.Struct, frozen=True):
    """What the lines of a report came to."""

    new: int = 0
    changed: int = 0
    repeated: int = 0
    late: int = 0


def read_report(
    network: str, text: str, columns: Columns, now: datetime
) -> list[ConversionFacts]:
    """Return what a report says; one wrong line refuses all of it, and is named."""
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        headings = {
            name: columns.headings.get(name, name)
            for name in FIELDS
            if name not in columns.fixed
        }
        _refuse_missing(headings, rows.fieldnames or ())
        found, wrong = [], []
        for row in rows:
            told = {name: row.get(of) or "" for name, of in headings.items()}
            try:
                facts = read(network, told | dict(columns.fixed), "report")
                refuse_nonsense(facts, now)
            except FactsRefused as error:
                wrong.append(f"line {rows.line_num}: {error}")
            else:
                found.append(facts)
    except csv.Error as error:
        raise FactsRefused(f"that is no CSV file: {error}") from None
    if wrong:
        more = f", and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise FactsRefused(f"nothing was taken: {'; '.join(wrong[:_SHOWN])}{more}")
    return found


def take_report(
    connection: Connection, facts: list[ConversionFacts], now: datetime
) -> Imported:
    """Hear all lines of a report, in the caller's transaction: all or none."""
    counts = dict.fromkeys(Imported.__struct_fields__, 0)
    for one in facts:
        try:
            counts[hear(connection, one, now).outcome] += 1
        except AffiliateError as error:
            raise type(error)(f"nothing was taken: {error}") from None
    return Imported(**counts)


def _refuse_missing(headings: Mapping[str, str], there: object) -> None:
    names = set(there) if isinstance(there, list) else set()
    missing = [
        f"{name} (as {of!r})" if of != name else name
        for name, of in headings.items()
        if of not in names and (name in NEEDED or of != name)
    ]
    if missing:
        said = ", ".join(sorted(names)) or "nothing"
        raise FactsRefused(
            f"there is no column for {', '.join(missing)}; its headings are {said}"
        )
