"""The price comparison: one product of the best groups that three shops or more sell.

The query gives one input, the whole comparison's data; with too few products nothing is
made, and `made` says so. Offers of pages that reserve their rights are left out. What
the gate finds fault with stays a draft, and the shop offers no draft.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
import pyarrow as pa
import structlog

from enrich.generate.compared import FoundGroup, compared, evidence
from enrich.generate.forms.epub import epub
from enrich.generate.forms.pdf import pdf
from enrich.generate.forms.post import post
from enrich.generate.gate.gate import faults
from enrich.generate.letters import shown
from enrich.generate.work import Work
from enrich.queries import sql
from enrich.rows import table
from lake.keys import content_digest
from lake.stages import Stage

log = structlog.get_logger()

_VERSION = 2
# Fewer make a leaflet, and nobody pays for one.
_MIN_GROUPS = 5
_FILES = pa.schema([("path", pa.string()), ("content", pa.binary())])
_FORMS = {"pdf": pdf, "epub": epub, "html": post}


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the report of each input of `batch`, and its files."""
    rows: list[dict[str, Any]] = []
    files: list[dict[str, Any]] = []
    for found in batch.to_pylist():
        groups = [
            group
            for group in msgspec.convert(found["groups"], list[FoundGroup])
            if len(shown(group.title)) > 2
        ]
        if len(groups) >= _MIN_GROUPS:
            work = compared(groups, found["as_of"])
            forms = {form: write(work) for form, write in _FORMS.items()}
            stem = f"{work.kind}-{work.as_of}-{content_digest(forms['pdf'])[:12]}"
            rows.append(_row(work, groups, found, forms["pdf"], f"{stem}.pdf"))
            files.extend(
                {"path": f"{stem}.{form}", "content": content}
                for form, content in forms.items()
            )
    return {
        "generated": table("generated", rows),
        "files": pa.Table.from_pylist(files, schema=_FILES),
    }


def _row(
    work: Work,
    groups: list[FoundGroup],
    found: Mapping[str, Any],
    content: bytes,
    path: str,
) -> dict[str, Any]:
    wrong = faults(work, evidence(groups))
    for fault in wrong:
        log.warning(
            "generate.fault",
            kind=work.kind,
            rule=fault.rule,
            said=fault.said,
            why=fault.why,
        )
    return {
        # An edition takes the place of the one before it: same key, newer row.
        "generated_key": work.key,
        "kind": work.kind,
        "title": f"{work.title}: {len(groups)} products, {work.as_of:%B %Y}",
        "path": path,
        "digest": content_digest(content),
        "source_keys": sorted(
            offer.listing_key for group in groups for offer in group.offers
        ),
        "rights": '{"uses":"facts","reserved_sources":"left out"}',
        "quality": round(min(1.0, len(groups) / 20), 2),
        "status": "draft" if wrong else "offered",
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
