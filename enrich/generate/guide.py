"""Buying guides: one of each of the categories that buyers say most of.

The query gives one input a category, and one for each guide whose category has become
too thin to tell of, which is withdrawn. A guide is made anew when any fact in it changed.
"""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from enrich.generate.edition import Edition, Withdrawn, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.guided import evidence, guided
from enrich.generate.guidefound import category
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 1
_KIND = "buying_guide"
# Of things whose titles can be shown.
_LEAST = 5


def make(batch: pa.RecordBatch) -> Mapping[str, pa.Table]:
    """Return the guides of the categories of `batch`, and their files."""
    withdrawn = [
        Withdrawn(
            key=row["withdrawn"],
            kind=_KIND,
            title=row["title"],
            input_key=row["input_key"],
        )
        for row in batch.select(["withdrawn", "title", "input_key"]).to_pylist()
        if row["withdrawn"]
    ]
    return tables(_editions(batch), withdrawn)


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for row in batch.to_pylist():
        if row["withdrawn"]:
            continue
        told = category(row["path"], row["currency"], row["groups"])
        if len(told.things) < _LEAST:
            continue
        work = guided(told, row["as_of"])
        edition = Edition(
            work=work,
            title=f"{work.title}, {work.as_of:%B %Y}",
            quality=round(min(1.0, len(told.things) / 20), 2),
            source_keys=[key for thing in told.things for key in thing.sources],
            input_key=row["input_key"],
        )
        yield edition, evidence(told)


GUIDES = Stage(
    "guide",
    _VERSION,
    reads=(
        *("scores", "offers", "pages", "products", "opinions", "enriched_matches"),
        *("enriched_sentiments", "enriched_languages", "offers_latest"),
    ),
    writes=("generated",),
    make=make,
    query=sql("generate/guide.sql", _VERSION),
    files="products",
)
