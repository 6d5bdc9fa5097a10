"""Labels on their way in: each checked against the lake, all taken in or none.

A label names what it is about by a key of the lake, by a listing's URL or by a sku of the
shop, and says what is right as its step says it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from enrich.errors import LabelRefused
from lake.load import append
from lake.sql import current
from lake.store import Lake
from lake.tables import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAME, DIFFERENT = "same", "different"
_STEPS = ("classify", "sentiment", "match")
_WORDS = {"positive": 0.6, "neutral": 0.0, "negative": -0.6}
_NAMED = """
SELECT g.place, any_value(k.entity_key) AS entity_key, any_value(k.url) AS url,
    count(DISTINCT k.entity_key) AS found
FROM _given g LEFT JOIN ({known}) k
    ON g.key IN (k.entity_key, k.url, k.sku)
GROUP BY g.place ORDER BY g.place
"""
_LISTINGS = """
SELECT p.listing_key AS entity_key, p.source_url AS url, c.sku
FROM (SELECT DISTINCT listing_key, source_url FROM products) p
LEFT JOIN (
    SELECT DISTINCT m.entity_key, c.sku
    FROM enriched_matches m JOIN catalogue c USING (group_key)
) c ON c.entity_key = p.listing_key
"""
_OPINIONS = """
SELECT entity_key, any_value(url) AS url, NULL AS sku
FROM enriched_languages WHERE kind = 'opinion' GROUP BY entity_key
"""


class Label(msgspec.Struct, frozen=True):
    """What a person said: of what, what is right; no `label` takes an earlier one back."""

    step: str
    key: str
    label: str | None = None
    other: str | None = None


class Saying(msgspec.Struct, frozen=True):
    """Who said it, how it came, and when."""

    source: str
    said_by: str
    said_at: datetime


def add(lake: Lake, labels: Sequence[Label], saying: Saying) -> int:
    """Take in `labels`, all or, with an error that names the wrong one, none."""
    said = [_checked(place, label) for place, label in enumerate(labels, 1)]
    with current(lake) as connection:
        entities = _entities(connection, said, lambda label: label.key)
        others = _entities(connection, said, lambda label: label.other)
    rows = [
        {
            "step": label.step,
            "entity_key": entities[place]["entity_key"],
            "other_key": others[place]["entity_key"] if label.other else None,
            "label": label.label,
            "url": entities[place]["url"],
            **msgspec.structs.asdict(saying),
        }
        for place, label in enumerate(said)
    ]
    if rows:
        wanted = schema("labels", common=False)
        append(lake, "labels", {"labels": pa.Table.from_pylist(rows, schema=wanted)})
    return len(rows)


def _checked(place: int, label: Label) -> Label:
    if label.step not in _STEPS:
        raise LabelRefused(
            f"label {place}: there is no step {label.step!r} that learns; there are"
            f" {', '.join(_STEPS)}"
        )
    if (label.step == "match") != bool(label.other):
        raise LabelRefused(
            f"label {place}: a label for match is about two listings, `key` and"
            " `other`; every other label is about one"
        )
    if label.label is None:
        return label
    return msgspec.structs.replace(label, label=_MEANT[label.step](place, label.label))


def _class(place: int, said: str) -> str:
    return said.strip()


def _sentiment(place: int, said: str) -> str:
    word = said.strip().lower()
    try:
        value = _WORDS[word] if word in _WORDS else float(word)
    except ValueError:
        value = 2.0
    if not -1 <= value <= 1:
        raise LabelRefused(
            f"label {place}: {said!r} is no judgement; write a number from -1 to 1,"
            f" or one of {', '.join(_WORDS)}"
        )
    return f"{value:g}"


def _pair(place: int, said: str) -> str:
    word = said.strip().lower()
    if word not in (SAME, DIFFERENT):
        raise LabelRefused(f"label {place}: {said!r}: write {SAME} or {DIFFERENT}")
    return word


_MEANT: Mapping[str, Callable[[int, str], str]] = {
    "classify": _class,
    "sentiment": _sentiment,
    "match": _pair,
}


def _entities(
    connection: "DuckDBPyConnection",
    labels: Sequence[Label],
    key: Callable[[Label], str | None],
) -> dict[int, dict[str, str]]:
    """Return the entity that each label is about, by its place; refuses unknown ones."""
    found: dict[int, dict[str, str]] = {}
    for known, steps in (
        (_LISTINGS, ("classify", "match")),
        (_OPINIONS, ("sentiment",)),
    ):
        given = {
            place: key(label)
            for place, label in enumerate(labels)
            if label.step in steps and key(label)
        }
        table = pa.table({"place": list(given), "key": list(given.values())})
        connection.register("_given", table)
        asked = connection.sql(_NAMED.format(known=known)).to_arrow_table()
        connection.unregister("_given")
        for row in asked.to_pylist():
            if row["found"] != 1:
                raise LabelRefused(_unknown(row["place"], given[row["place"]], row))
            found[row["place"]] = row
    return found


def _unknown(place: int, key: str | None, row: Mapping[str, object]) -> str:
    if row["found"]:
        return (
            f"label {place + 1}: {key!r} stands for {row['found']} things; give the"
            " entity_key of the one that is meant"
        )
    return (
        f"label {place + 1}: the lake knows nothing under {key!r}; give a listing's"
        " key, the URL of its page or its sku"
    )
