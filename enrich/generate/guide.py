"""Buying guides: one of each of the categories that buyers say most of.

The query gives one input a category, and one for each guide whose category has become
too thin to tell of, which is withdrawn. A guide is made anew when any fact in it changed.
"""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from enrich.generate.edition import HOUSE, WRITES, Edition, Withdrawn, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.guided import evidence, guide_key, guided
from enrich.generate.guidefound import Category, category
from enrich.generate.letters import is_name
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 7
_KIND = "buying_guide"
# Of things whose titles can be shown.
_LEAST = 5


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the guides of the categories of `batch`, and their files."""
    return tables(_editions(batch), _withdrawn(batch), publisher=publisher)


def _withdrawn(batch: pa.RecordBatch) -> Iterator[Withdrawn]:
    for row in batch.to_pylist():
        key, title = row["withdrawn"], row["title"]
        if not key:
            told = category(row["path"], row["currency"], row["groups"])
            if _is_told(told):
                continue
            key, title = guide_key(told), row["path"]
        yield Withdrawn(key=key, kind=_KIND, title=title, input_key=row["input_key"])


def _is_told(told: Category) -> bool:
    """Return whether enough of the names can be shown, and the category's own."""
    return len(told.things) >= _LEAST and is_name(told.noun)


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for row in batch.to_pylist():
        if row["withdrawn"]:
            continue
        told = category(row["path"], row["currency"], row["groups"])
        if not _is_told(told):
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
    "buying_guide",
    _VERSION,
    reads=(
        *("scores", "offers", "pages", "products", "opinions", "enriched_matches"),
        *("enriched_sentiments", "enriched_languages", "offers_latest"),
    ),
    writes=WRITES,
    make=make,
    query=sql("generate/guide.sql", _VERSION),
    files="products",
)
