"""Price watches: what prices did in a category where enough moved, and everywhere else.

The query gives one input a watch, and one for each that has become too thin, which is
withdrawn. After one reading a watch says where prices stand, and that no more can be said.
"""

from collections.abc import Iterator, Mapping

import pyarrow as pa

from enrich.generate.edition import HOUSE, WRITES, Edition, Withdrawn, tables
from enrich.generate.gate.evidence import Evidence
from enrich.generate.letters import is_name
from enrich.generate.watched import evidence, watch_key, watched
from enrich.generate.watchfound import Watch, watch
from enrich.queries import sql
from lake.stages import Stage

_VERSION = 3
_KIND = "price_watch"
_LEAST, _LEAST_SHOPS = 5, 3


def make(batch: pa.RecordBatch, publisher: str = HOUSE) -> Mapping[str, pa.Table]:
    """Return the watches of `batch`, and their files."""
    return tables(_editions(batch), _withdrawn(batch), publisher=publisher)


def _withdrawn(batch: pa.RecordBatch) -> Iterator[Withdrawn]:
    for row in batch.to_pylist():
        key, title = row["withdrawn"], row["title"]
        if not key:
            told = watch(row)
            if _is_told(told):
                continue
            key, title = watch_key(told), f"Prices in {told.currency}"
        yield Withdrawn(key=key, kind=_KIND, title=title, input_key=row["input_key"])


def _is_told(told: Watch) -> bool:
    """Return whether enough of the names can be shown, and the category's own."""
    shops = {move.listing.shop for move in told.moves}
    is_wide = len(told.things) >= _LEAST and len(shops) >= _LEAST_SHOPS
    return is_wide and (not told.scope or is_name(told.noun))


def _editions(batch: pa.RecordBatch) -> Iterator[tuple[Edition, Evidence]]:
    for row in batch.to_pylist():
        if row["withdrawn"]:
            continue
        told = watch(row)
        if not _is_told(told):
            continue
        work = watched(told, row["as_of"])
        edition = Edition(
            work=work,
            title=f"{work.title}, {work.as_of.day} {work.as_of:%B %Y}",
            quality=round(min(1.0, len(told.things) / 40), 2),
            source_keys=[
                *(thing.told_by for thing in told.things),
                *(move.listing.listing_key for move in told.moves),
            ],
            input_key=row["input_key"],
        )
        yield edition, evidence(told)


WATCHES = Stage(
    _KIND,
    _VERSION,
    reads=(
        *("offers", "offers_latest", "price_history", "pages", "products"),
        *("enriched_matches", "enriched_languages", "forecasts", "backtests"),
    ),
    writes=WRITES,
    make=make,
    query=sql("generate/watch.sql", _VERSION),
    files="products",
)
