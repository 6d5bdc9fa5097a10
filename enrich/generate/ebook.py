"""Books on niches: a newcomer's way into each of the niches that buyers say most of.

The query gives one input a niche, and one for each book whose niche has become too thin
to tell of, which is withdrawn. A book is made anew when any fact in it changed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from enrich.generate.booked import booked, evidence
from enrich.generate.ebookfound import Niche, niche
from enrich.generate.edition import HOUSE, WRITES, Edition, Withdrawn, tables
from enrich.generate.gate.evidence import Evidence
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 3
_KIND = "niche_ebook"
_MANY = 100


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the books on the niches of `batch`, and their files."""
    read = [
        (row, None if row["withdrawn"] else niche(row)) for row in batch.to_pylist()
    ]
    told = [(row, of) for row, of in read if of is not None and of.is_told]
    gone = [_withdrawn(row, of) for row, of in read if of is None or not of.is_told]
    return tables(_editions(told), gone, publisher=publisher)


def _withdrawn(row: Mapping[str, Any], thin: Niche | None) -> Withdrawn:
    key, title = (thin.key, thin.path) if thin else (row["withdrawn"], row["title"])
    return Withdrawn(key=key, kind=_KIND, title=title, input_key=row["input_key"])


def _editions(
    told: list[tuple[dict[str, Any], Niche]],
) -> Iterator[tuple[Edition, Evidence]]:
    for row, found in told:
        work = booked(found, row["as_of"])
        edition = Edition(
            work=work,
            title=f"{work.title}, {work.as_of:%B %Y}",
            quality=round(min(1.0, len(found.things) / _MANY), 2),
            source_keys=found.sources,
            input_key=row["input_key"],
        )
        yield edition, evidence(found)


EBOOKS = Stage(
    _KIND,
    _VERSION,
    reads=(
        *("scores", "offers", "pages", "products", "opinions", "enriched_matches"),
        *("enriched_sentiments", "enriched_languages", "offers_latest", "articles"),
        "price_history",
        *("enriched_summaries", "enriched_keyphrases", "programmes"),
    ),
    writes=WRITES,
    make=make,
    query=sql("generate/ebook.sql", _VERSION),
    files="products",
)
