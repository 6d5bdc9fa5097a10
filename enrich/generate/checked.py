"""The gate as a stage: each new edition is held against the lake as it is now.

What its writer took for facts is not asked for: the query looks up every row that a fact
names, every page that it leads to, what its sources wrote, and works like it that are on
sale. What has no fault is `checked`; the others stay drafts, with their faults.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pyarrow as pa
import structlog

from enrich.generate.gate.evidence import Evidence, Fault, Page
from enrich.generate.gate.gate import faults
from enrich.generate.gate.lookup import Shown, looked_up, proven
from enrich.generate.work import Work
from enrich.queries import sql
from enrich.rows import table
from lake.stages import Stage

log = structlog.get_logger()

_VERSION = 2
_KEPT = (
    *("generated_key", "digest", "kind", "title", "path", "rights", "quality", "as_of"),
    *("source_keys", "input_key"),
)
# Of each rule: one wrong row may be told of in a hundred places.
_MOST_KEPT, _MOST_LOGGED = 20, 3


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return what the gate says of the editions of `batch`."""
    return {"generated": table("generated", list(_rows(batch)))}


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    for row in batch.to_pylist():
        work = msgspec.json.decode(row["work"], type=Work)
        found = faults(work, evidence(row))
        _tell(row, found)
        yield {name: row[name] for name in _KEPT} | _state(found)


def evidence(row: Mapping[str, Any]) -> Evidence:
    """Return what the lake says of the work in `row`."""
    sites = {urlsplit(page["url"]).hostname or "" for page in row["pages"]}
    return Evidence(
        rows=looked_up(msgspec.convert(row["shown"], list[Shown])),
        pages={
            page["url"]: Page(alive=page["alive"], reserved=page["reserved"])
            for page in row["pages"]
        },
        names=proven(row["names"], [*row["known"], *sites]),
        texts={f"{n} {of['key']}": of["text"] for n, of in enumerate(row["texts"])},
        on_sale={of["key"]: of["words"] for of in row["on_sale"]},
    )


def _state(found: Sequence[Fault]) -> dict[str, Any]:
    if not found:
        return {"status": "checked", "reason": "The gate found no fault."}
    count = f"{len(found)} faults" if len(found) > 1 else "one fault"
    return {
        "status": "draft",
        "reason": f"The gate found {count}.",
        "faults": [fault.row() for fault in _first(found, _MOST_KEPT)],
    }


def _first(found: Sequence[Fault], most: int) -> Iterator[Fault]:
    """Yield the first faults that each rule found."""
    for _, of in groupby(sorted(found, key=_rule), _rule):
        yield from islice(of, most)


def _rule(fault: Fault) -> str:
    return fault.rule


def _tell(row: Mapping[str, Any], found: Sequence[Fault]) -> None:
    for fault in _first(found, _MOST_LOGGED):
        log.warning(
            "generate.fault", kind=row["kind"], title=row["title"], **fault.row()
        )


READS = (
    *("generated", "generated_works", "generated_facts", "offers_latest"),
    *("products", "scores", "programmes", "opinions", "enriched_sentiments"),
    *("articles", "pages", "price_history", "enriched_matches"),
    *("forecasts", "backtests", "market_categories", "market_sellers"),
    *("market_sensitivity", "market_bestsellers", "market_opportunities"),
)


def drafts(unseen: str) -> str:
    """Return the query for drafts, with all that the gate holds them against.

    `unseen` says which: of `s`, the state of an edition, and `w`, its work.
    """
    return sql("generate/checked.sql", _VERSION).replace(":unseen", unseen)


CHECKED = Stage(
    "checked",
    _VERSION,
    reads=READS,
    writes=("generated",),
    make=make,
    query=drafts(f"s.maker <> 'checked' or s.maker_version <> {_VERSION}"),
)
