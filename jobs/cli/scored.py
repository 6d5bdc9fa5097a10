"""Scores as people read them: the best, or one with all that made it what it is."""

from typing import Any

from jobs.cli.call import Call
from jobs.cli.table import plain, print_table
from jobs.errors import NoSuchScore
from lake.ask import ask
from lake.tables import schema
from lake.views import sql_type

# A home that was pinned long ago lacks the columns that came since: they are empty.
_NULLS = ", ".join(
    f'NULL::{sql_type(of.type)} AS "{of.name}"' for of in schema("scores")
)
_SCORES = f"(FROM scores UNION ALL BY NAME SELECT {_NULLS} WHERE false)"
# A key, or the address of a page on which one was read, or what the shop calls it.
_ONE = """
WITH asked AS (
    SELECT $key AS key
    UNION SELECT group_key FROM catalogue WHERE sku = $key OR ends_with($key, '/' || sku)
    UNION SELECT group_key FROM enriched_matches WHERE entity_key = $key
    UNION SELECT group_key FROM enriched_matches WHERE entity_key IN (
        SELECT listing_key FROM products WHERE source_url = $key)
    UNION SELECT programme_key FROM programmes WHERE source_url = $key
)
SELECT entity_key AS key, kind, score, low, high, margin_minor, currency, demand,
    competition, risk, reasons, inputs, model, ingested_at AS scored_at
FROM :scores WHERE entity_key IN (FROM asked)
ORDER BY ingested_at DESC, score DESC, entity_key LIMIT 1
"""
_BEST = """
WITH newest AS (
    SELECT * FROM :scores WHERE coalesce(kind, 'group') = $kind
    QUALIFY row_number() OVER (
        PARTITION BY entity_key ORDER BY ingested_at DESC, input_key) = 1
)
SELECT entity_key AS key, score, low, high, margin_minor, currency, reasons
FROM newest ORDER BY score DESC, low DESC, entity_key LIMIT $n
"""
# A group is called as its shop calls it; a programme by its merchant.
_TITLES = """
SELECT entity_key AS key, title FROM (
    SELECT group_key AS entity_key, title, 1 AS rank, ingested_at FROM catalogue
    UNION ALL SELECT m.group_key, p.title, 2, p.ingested_at
    FROM products p JOIN enriched_matches m ON m.entity_key = p.listing_key
    UNION ALL SELECT programme_key, concat_ws(', ', merchant, network), 3, ingested_at
    FROM programmes
) WHERE title <> '' AND entity_key IN (SELECT unnest($keys::VARCHAR[]))
QUALIFY row_number() OVER (
    PARTITION BY entity_key ORDER BY rank, ingested_at DESC, title) = 1
"""


def explain(call: Call, key: str) -> None:
    """Show the newest score of what `key` names, its reasons and its inputs."""
    rows = _asked(call, _ONE, {"key": key})
    if not rows:
        raise NoSuchScore(
            f"nothing is scored under {key!r}; give a sku as it stands in the shop's"
            " addresses, a URL of a product or programme, or an entity_key of the lake's"
            " table scores"
        )
    found = {**rows[0], "title": _titles(call, rows).get(rows[0]["key"])}
    if call.json:
        call.answer(found, "")
        return
    print(plain(found["title"] or found["key"]))
    print(_said(found))
    reasons = [(f"{one['points']:+.1f}", one["text"]) for one in found["reasons"]]
    total = (f"{found['score']:.1f}", "of 100")
    print_table(("points", "why"), [*reasons, total], frozenset({"points"}))
    print_table(
        ("input", "value", "between", "unit", "from"),
        [_input(one) for one in found["inputs"] or []],
        frozenset({"value"}),
    )


def best(call: Call, count: int, kind: str) -> None:
    """Show the `count` best groups or programmes, with the strongest reason of each."""
    rows = _asked(call, _BEST, {"kind": kind, "n": count})
    titles = _titles(call, rows)
    told = [{**row, "title": titles.get(row["key"])} for row in rows]
    if call.json:
        call.answer({"best": told}, "")
        return
    if not told:
        print(
            f"No {kind} is scored in what is pinned: harvestman score does it, then"
            " harvestman lake pin."
        )
        return
    shown = [
        (
            f"{one['score']:.1f}",
            _between(one["low"], one["high"]),
            one["title"] or one["key"],
            one["reasons"][0]["text"],
        )
        for one in told
    ]
    print_table(("score", "between", "what", "why"), shown, frozenset({"score"}))


def _asked(call: Call, question: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    whole = question.replace(":scores", _SCORES)
    return ask(call.home, whole, values, call.settings.lake).to_pylist()


def _titles(call: Call, rows: list[dict[str, Any]]) -> dict[str, str]:
    found = _asked(call, _TITLES, {"keys": [row["key"] for row in rows]})
    return {one["key"]: one["title"] for one in found}


def _said(found: dict[str, Any]) -> str:
    """Return the score in one line; rows from before there were intervals have none."""
    between = _between(found["low"], found["high"])
    return f"{found['score']:.1f} of 100" + (
        f", in eight of ten cases between {between}" if between else ""
    )


def _input(one: dict[str, Any]) -> tuple[str, str, str, str, str]:
    is_exact = one["low"] == one["high"]
    between = "" if is_exact else _between(one["low"], one["high"])
    return one["name"], f"{one['value']:g}", between, one["unit"], one["source"]


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:g} and {high:g}"
