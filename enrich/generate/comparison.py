"""The price comparison: one product of the best groups that three shops or more sell.

The query gives one input, the whole comparison's data; with too few products nothing is
made, and `made` says so. Offers of pages that reserve their rights are left out. What
the gate finds fault with stays a draft, and the shop offers no draft.
"""

from collections.abc import Iterator, Mapping

import msgspec
import pyarrow as pa

from enrich.generate.compared import FoundGroup, compared, evidence
from enrich.generate.edition import HOUSE, WRITES, Edition, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.letters import is_name
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 6
# Fewer make a leaflet, and nobody pays for one.
_MIN_GROUPS = 5


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the comparison of each input of `batch`, and its files."""
    return tables(_editions(batch), publisher=publisher)


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for found in batch.to_pylist():
        groups = [
            group
            for group in msgspec.convert(found["groups"], list[FoundGroup])
            if is_name(group.name)
        ]
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
    "comparison",
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
