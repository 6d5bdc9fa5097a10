"""Facts worked out and written: one way for who writes a work and for who checks it.

A writer asks `told` for a fact and puts its words into a sentence. The gate asks
`again` what the same rows say now; where the words differ, the figure is false or old.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from statistics import median_low
from typing import Any, TypeAlias

import msgspec

from enrich.errors import NotTold
from enrich.generate.measures import Measure, measures
from enrich.generate.work import Fact, Form, Way
from enrich.money import written

# What stands in the lake: a row's columns by its table and key.
Rows: TypeAlias = Mapping[tuple[str, str], Mapping[str, Any]]


def _grown(values: Sequence[Any]) -> Any:
    """Return by how much the second value is above the first, which it must be."""
    before, after = values
    if after <= before:
        raise ValueError(f"{before} did not grow to {after}")
    return after - before


def _turned(values: Sequence[Any]) -> list[Any]:
    return [value for pair in _pairs(values) for value in reversed(pair)]


def _pairs(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[at : at + 2] for at in range(0, len(values), 2)]


def _rises(values: Sequence[Any]) -> int:
    """Return how many pairs there are, each of which must grow."""
    return len([_grown(pair) for pair in _pairs(values)])


_WAYS: Mapping[Way, Callable[[Sequence[Any]], Any]] = {
    "is": lambda values: values[0],
    "count": len,
    "distinct": lambda values: len(set(values)),
    "least": min,
    "most": max,
    "middle": median_low,
    "sum": sum,
    "gap": lambda values: max(values) - min(values),
    "gap_share": lambda values: (max(values) - min(values)) / min(values),
    "fall": lambda values: _grown(_turned(values)),
    "fall_share": lambda values: _grown(_turned(values)) / values[0],
    "rise": _grown,
    "rise_share": lambda values: _grown(values) / values[0],
    "falls": lambda values: _rises(_turned(values)),
    "rises": _rises,
}

_CLAIMS: Mapping[Way, Callable[[Sequence[Any]], Any]] = {
    "is_least": min,
    "is_most": max,
}
# In what words a claim may be made, with the number of rows that it is held against.
WORDINGS: Mapping[tuple[Way, str], Sequence[str]] = {
    ("is_least", "price_minor"): (
        *("cheapest of {} shops", "lowest price of the {}", "lowest of the {} prices"),
    ),
    ("is_most", "score"): ("highest score of the {}",),
    ("is_most", "groups"): ("widest of the {} categories",),
    ("is_most", "opinions"): ("most opinions of the {} categories",),
}
_LEAST_COMPARED = 2


def told(rows: Rows, fact: Fact) -> Fact:
    """Return `fact` in the words that `rows` give it."""
    return msgspec.structs.replace(fact, said=again(rows, fact))


def again(rows: Rows, fact: Fact) -> str:
    """Return how the claim of `fact` is written by what `rows` say."""
    if not fact.keys or len(set(fact.keys)) < len(fact.keys):
        raise NotTold(f"{fact.said!r} rests on no row, or on one twice")
    if fact.way == "is" and len(fact.keys) > 1:
        raise NotTold(f"{len(fact.keys)} rows bear {fact.said!r}, which one should")
    values = [
        value for key in fact.keys if (value := _value(rows, fact, key)) is not None
    ]
    if fact.way in _CLAIMS:
        return _claimed(fact, values)
    try:
        read = measures(values) if fact.form == "measure" else values
        return as_written(_WAYS[fact.way](read), fact.form, fact.currency)
    except (TypeError, ValueError, ZeroDivisionError) as wrong:
        raise NotTold(f"{fact.table}.{fact.column} bears no figure: {wrong}") from wrong


def claimed(rows: Rows, fact: Fact, words: str) -> Fact:
    """Return `fact`, which claims something, in `words` with the number of rows put in."""
    said = words.format(len(fact.keys))
    fact = msgspec.structs.replace(fact, said=said)
    return msgspec.structs.replace(fact, said=again(rows, fact))


def _claimed(fact: Fact, values: Sequence[Any]) -> str:
    best = _CLAIMS[fact.way](values)
    if values[0] != best:
        raise NotTold(f"{fact.said!r} is not so: {values[0]} against {best}")
    allowed = [
        words.format(len(values)) for words in WORDINGS.get((fact.way, fact.column), ())
    ]
    if len(values) < _LEAST_COMPARED or fact.said not in allowed:
        raise NotTold(f"{len(values)} rows of {fact.column} do not bear {fact.said!r}")
    return fact.said


def _value(rows: Rows, fact: Fact, key: str) -> Any:
    row = rows.get((fact.table, key))
    if row is None:
        raise NotTold(f"no row {key} of {fact.table} may be shown")
    value = row.get(fact.column)
    # What is counted are the rows that say something.
    if value is None and (fact.way != "count" or fact.column not in row):
        raise NotTold(f"row {key} of {fact.table} says nothing of {fact.column}")
    if fact.form == "money" and row.get("currency", fact.currency) != fact.currency:
        raise NotTold(f"row {key} of {fact.table} is not in {fact.currency}")
    return value


def as_written(value: Any, form: Form, currency: str | None = None) -> str:
    """Return `value` as it stands in a sentence."""
    if form == "money":
        return written(int(value), currency or "")
    if form == "percent":
        return f"{round(100 * value)} %"
    if form == "day":
        return _day(value)
    if isinstance(value, Measure):
        return value.said
    if form in ("number", "times"):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    # No minus before what rounds to nothing.
    whole = f"{round(value, 1) + 0:,.1f}" if isinstance(value, float) else f"{value:,}"
    return whole.removesuffix(".0")


def _day(value: date | str) -> str:
    day = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.day} {day:%B %Y}"
