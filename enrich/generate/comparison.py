"""The price comparison: one product of the best groups that three shops or more sell.

The query gives one input, the whole comparison's data; with too few products nothing is
made, and what was made before is withdrawn. Offers of pages that reserve their rights are left out. What
the gate finds fault with stays a draft, and the shop offers no draft.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from enrich.generate.compared import (
    TITLE,
    FoundGroup,
    compared,
    comparison_key,
    evidence,
)
from enrich.generate.edition import HOUSE, WRITES, Edition, Withdrawn, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.letters import is_name
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 10
_KIND = "comparison"
# Fewer make a leaflet, and nobody pays for one.
_MIN_GROUPS = 5


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the comparison of each input of `batch`, and its files."""
    return tables(_editions(batch), _withdrawn(batch), publisher=publisher)


def _withdrawn(batch: pa.RecordBatch) -> Iterator[Withdrawn]:
    for found in batch.to_pylist():
        if found["is_told"] and len(_named(found["groups"])) < _MIN_GROUPS:
            yield Withdrawn(
                key=comparison_key(),
                kind=_KIND,
                title=TITLE,
                input_key=found["input_key"],
            )


def _named(groups: Sequence[Mapping[str, Any]]) -> list[FoundGroup]:
    told = msgspec.convert(groups, list[FoundGroup])
    return [group for group in told if is_name(group.name)]


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for found in batch.to_pylist():
        groups = _named(found["groups"])
        if len(groups) < _MIN_GROUPS:
            continue
        work = compared(groups, found["as_of"])
        edition = Edition(
            work=work,
            title=f"{work.title}: {len(groups)} products, {work.as_of:%B %Y}",
            quality=round(min(1.0, len(groups) / 20), 2),
            source_keys=[key for g in groups for key in (g.told_by, *g.asked.keys)],
            input_key=found["input_key"],
        )
        yield edition, evidence(groups)


COMPARISON = Stage(
    _KIND,
    _VERSION,
    reads=(
        "scores",
        "offers_latest",
        "pages",
        "products",
        "enriched_matches",
        "enriched_languages",
    ),
    writes=WRITES,
    make=make,
    query=sql("generate/comparison.sql", _VERSION),
    files="products",
)
