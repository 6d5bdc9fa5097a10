"""The market report: one product of what research last told of all categories.

The query gives one input for the home, or one that withdraws the report when too little is
left to tell of. What research counts is taken as it stands; here it is worded and checked.
"""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from enrich.generate.edition import HOUSE, WRITES, Edition, Withdrawn, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.marketed import evidence, marketed, report_key
from enrich.generate.marketfound import Markets, markets
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 2
_KIND = "market_report"
_LEAST, _LEAST_SITES = 5, 3
_TITLE = "Market report"


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the report of each input of `batch`, and its files."""
    return tables(_editions(batch), _withdrawn(batch), publisher=publisher)


def _is_told(told: Markets) -> bool:
    """Return whether there are enough categories with a name, and sites."""
    return len(told.markets) >= _LEAST and len(told.sources) >= _LEAST_SITES


def _withdrawn(batch: pa.RecordBatch) -> Iterator[Withdrawn]:
    for row in batch.to_pylist():
        key, title = row["withdrawn"], row["title"]
        if not key:
            if _is_told(markets(row)):
                continue
            key, title = report_key(), _TITLE
        yield Withdrawn(key=key, kind=_KIND, title=title, input_key=row["input_key"])


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for row in batch.to_pylist():
        if row["withdrawn"]:
            continue
        told = markets(row)
        if not _is_told(told):
            continue
        work = marketed(told, row["as_of"])
        edition = Edition(
            work=work,
            title=f"{work.title}, {work.as_of:%B %Y}",
            quality=round(min(1.0, len(told.markets) / 20), 2),
            source_keys=row["source_keys"],
            input_key=row["input_key"],
        )
        yield edition, evidence(told)


MARKETS = Stage(
    _KIND,
    _VERSION,
    reads=(
        *("market_categories", "market_sellers", "market_bestsellers"),
        *(
            "market_opportunities",
            "market_sensitivity",
            "pages",
            "products",
            "opinions",
        ),
        *("offers_latest", "enriched_matches", "enriched_classes"),
    ),
    writes=WRITES,
    make=make,
    query=sql("generate/markets.sql", _VERSION),
    files="products",
)
