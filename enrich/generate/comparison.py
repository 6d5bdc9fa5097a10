"""The price comparison: one PDF of the best products that three shops or more sell.

The query gives one input, the whole report's data; with too few products nothing is
made, and `made` says so. Offers of pages that reserve their rights are left out.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import pyarrow as pa

from enrich.generate.report import FoundGroup, report, shown
from enrich.generate.typeset import pdf
from enrich.queries import sql
from enrich.rows import table
from lake.keys import content_digest, key_of
from lake.stages import Stage

_VERSION = 1
# Fewer make a leaflet, and nobody pays for one.
_MIN_GROUPS = 5
_FILES = pa.schema([("path", pa.string()), ("content", pa.binary())])


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the report of each input of `batch`, and its file."""
    rows, files = [], []
    for found in batch.to_pylist():
        groups = [
            group
            for group in msgspec.convert(found["groups"], list[FoundGroup])
            if len(shown(group.title)) > 2
        ]
        if len(groups) >= _MIN_GROUPS:
            content = pdf(report(groups, found["as_of"]))
            rows.append(_row(groups, found, content))
            files.append({"path": rows[-1]["path"], "content": content})
    return {
        "generated": table("generated", rows),
        "files": pa.Table.from_pylist(files, schema=_FILES),
    }


def _row(
    groups: list[FoundGroup], found: Mapping[str, Any], content: bytes
) -> dict[str, Any]:
    digest = content_digest(content)
    day = found["as_of"]
    return {
        # An edition takes the place of the one before it: same key, newer row.
        "generated_key": key_of("comparison", "all"),
        "kind": "comparison",
        "title": f"Same Thing, Other Price: {len(groups)} products, {day:%B %Y}",
        "path": f"comparison-{day:%Y-%m-%d}-{digest[:12]}.pdf",
        "digest": digest,
        "source_keys": sorted(
            offer.listing_key for group in groups for offer in group.offers
        ),
        "rights": '{"uses":"facts","reserved_sources":"left out"}',
        "quality": round(min(1.0, len(groups) / 20), 2),
        "status": "offered",
        "input_key": found["input_key"],
    }


GENERATE = Stage(
    "generate",
    _VERSION,
    reads=("scores", "offers", "pages", "products", "enriched_matches"),
    writes=("generated",),
    make=make,
    query=sql("generate/comparison.sql", _VERSION),
    files="products",
)
