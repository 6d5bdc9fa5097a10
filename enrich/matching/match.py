"""The third step of matching: which listings are one product, and why.

An input is one component: all listings that a number, a likely pair or a person links,
however far. `make` decides which of them are one product (group.py) and writes down why
(evidence.py). The newest row of a listing counts (by ingested_at): who reads takes that
one. A component is an input again when its listings or what links them changed, also
back to what they once were, because its key holds when they were last matched.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from enrich.equipment import Equipment
from enrich.matching.decide import model
from enrich.matching.evidence import evidence
from enrich.matching.group import Group, groups
from enrich.queries import sql
from enrich.rows import table
from lake.stages import Stage

_VERSION = 3
_TABLE = "enriched_matches"
# A shared GTIN is wrong about once in a hundred times, mostly by a shop that gives
# one number to all variants; part numbers are reused across a brand's lines.
_CONFIDENCE = {"label": 1.0, "gtin": 0.99, "brand+mpn": 0.9, "single": 1.0}
# Two products sold as one cost more than one product that stands twice: groups want
# more than the chance at which a single pair is more often right than wrong.
LIKELY = 0.7
# Of so many others of its group a listing says what joins it to them.
_OTHERS = 5
_LOOKED_AT = 50
Row = Mapping[str, Any]


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return a row for each listing of each component of `batch`."""
    rows = [row for component in batch.to_pylist() for row in _rows(component)]
    return {_TABLE: table(_TABLE, rows)}


def _rows(component: Row) -> list[dict[str, Any]]:
    found = groups(
        component["members"],
        component["links"],
        component["labels"],
        LIKELY,
    )
    members = {member["listing_key"]: member for member in component["members"]}
    links = {_pair(link): link for link in component["links"]}
    same = {_pair(x) for x in component["labels"] if x["label"] == "same"}
    return [
        {
            **row,
            "kind": "listing",
            "input_key": component["input_key"],
        }
        for group in found
        for row in _grouped(group, members, links, same)
    ]


def _pair(row: Row) -> tuple[str, str]:
    return min(row["one"], row["other"]), max(row["one"], row["other"])


def _grouped(
    group: Group,
    members: Mapping[str, Row],
    links: Mapping[tuple[str, str], Row],
    same: set[tuple[str, str]],
) -> Iterator[dict[str, Any]]:
    """Yield the row of each listing of a group, which may have ten thousand."""
    keys = [key for kernel in group.kernels for key in kernel]
    smallest, first = min(keys), keys[: _LOOKED_AT + 1]
    for key in keys:
        reasons = []
        for other in [one for one in first if one != key][:_LOOKED_AT]:
            pair = min(key, other), max(key, other)
            link = links.get(pair)
            reasons += evidence(members[key], members[other], link, pair in same)
        reasons.sort(key=lambda reason: (-reason["value"], reason["other_key"]))
        rule = _rule(reasons) if len(keys) > 1 else "single"
        yield {
            "entity_key": key,
            "group_key": smallest,
            "model": rule if rule in _CONFIDENCE else model().name,
            "confidence": _CONFIDENCE.get(rule, group.likely),
            "outputs": reasons[:_OTHERS],
        }


def _rule(reasons: list[dict[str, Any]]) -> str:
    names = {reason["name"] for reason in reasons}
    if "label" in names:
        return "label"
    if "gtin" in names:
        return "gtin"
    return "brand+mpn" if "mpn" in names else "pair"


def stage(tools: Equipment) -> Stage:
    """Return the step that groups listings."""
    version = tools.version("match", _VERSION)
    query = sql("matching/match.sql", version)
    return Stage(
        "match",
        version,
        reads=("enriched_blocks", "enriched_pairs", "labels"),
        writes=(_TABLE,),
        make=make,
        query=query.replace(":likely", str(LIKELY)),
    )
