"""Which inputs a stage has still to make, in the order in which they came.

Inputs are collected in a database in memory that spills to disk, so that a new version
can re-read a past that is larger than memory.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from lake.chunks import Chunk, chunks
from lake.homes import home_name
from lake.keys import input_key
from lake.sql import current
from lake.stage import Stage
from lake.store import Lake
from lake.tables import TABLES
from lake.views import named_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KEYED_ROWS = 50_000
# What a view that nobody writes is made from.
_MADE_FROM = {
    "offers_latest": ("offers", "pages"),
    "price_history": ("offers", "pages"),
    "listing_pages": ("offers", "pages"),
}

# Compaction drops what a newer version has long made. When that one is withdrawn, this
# one looks at everything again and makes what `made` does not hold any more.
_CURSOR = """
SELECT coalesce(arg_max(cursor, position), 0), count(*) FROM batches
WHERE maker = $maker AND maker_version = $version AND cursor IS NOT NULL
    AND ends_with(writer, $home) AND position > (
        SELECT coalesce(max(position), 0) FROM batches WHERE batch_id IN (
            SELECT batch_id FROM releases
            WHERE maker = $maker AND maker_version > $version AND state = 'withdrawn'
        )
    )
"""
# A release or withdrawal changes which derived rows there are, so it counts as well.
_IS_TOUCHED = """
SELECT count(*) > 0 FROM batches
WHERE position > $cursor AND (
    list_has_any(tables, $reads)
    OR ($derived AND list_contains(tables, 'releases')
        AND maker IS DISTINCT FROM $maker)
)
"""
_HEAD = "SELECT coalesce(max(position), 0) FROM batches"
_NEWEST = "SELECT max(epoch_us(ingested_at)) FROM batches WHERE maker IS NOT NULL"
_IS_DECIDED = """
SELECT count(*) > 0 FROM releases WHERE maker = $maker AND maker_version = $version
"""
# One body at one URL is one input, however often it was fetched: the first time counts.
_PAGES = """
CREATE TABLE _source AS
SELECT pages.*, position AS _position FROM pages JOIN batches USING (batch_id)
WHERE position > $cursor AND content_digest IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY url_key, content_digest ORDER BY position, fetched_at, url
) = 1
"""
_ROWS = """
CREATE TABLE _source AS
SELECT rows.*, min(position) OVER (PARTITION BY rows.input_key) AS _position
FROM "{table}" AS rows JOIN batches ON rows.batch_id = batches.batch_id
WHERE position > $cursor
"""
# Every run asks the whole query again, so only its last chunk may move the cursor.
_QUERY = """
CREATE TABLE _source AS
SELECT asked.*, $cursor + 1 AS _position FROM ({query}) AS asked
QUALIFY row_number() OVER (PARTITION BY input_key) = 1
"""
_TODO = """
CREATE TABLE _todo AS
SELECT _source.* {places} FROM {source} {bodies}
WHERE input_key NOT IN (
    SELECT input_key FROM made WHERE maker = $maker AND maker_version = $version
) {here}
"""
_PLACES = ", place.warc_file, place.warc_offset, place.warc_length"
# A body that was damaged is written again: the newer place counts.
_BODIES = """
LEFT JOIN (
    SELECT DISTINCT ON (content_digest) *
    FROM bodies ORDER BY content_digest, ingested_at DESC
) AS place ON _source.content_digest = place.content_digest
"""
# Bodies lie in the home that fetched them, also where homes share their tables. Each
# makes what it has, and goes by a cursor of its own.
_BODIES_HERE = """
LEFT JOIN (
    SELECT DISTINCT ON (content_digest) *, contains(warc_file, $home) AS is_here
    FROM bodies ORDER BY content_digest, is_here DESC, ingested_at DESC
) AS place ON _source.content_digest = place.content_digest
"""
_HERE = "AND is_here IS NOT false"
_COUNT = "SELECT count(DISTINCT input_key) FROM {table}"
# Whole inputs, so that no later run finds half of one made.
_SAMPLE = """
DELETE FROM _todo WHERE input_key NOT IN (
    SELECT input_key FROM _todo GROUP BY input_key
    ORDER BY min(_position), input_key LIMIT $sample
)
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run has to do; `head` is the newest commit that it leaves nothing of."""

    connection: "DuckDBPyConnection"
    order: str
    head: int
    todo: int
    skipped: int
    first_of_version: bool
    chunk_rows: int
    # When the newest batch of a stage was written, in microseconds of the epoch.
    newest: int | None

    def chunks(self) -> Iterator[Chunk]:
        """Yield the inputs, oldest first."""
        ordered = self.connection.sql(f"FROM _todo ORDER BY {self.order}")
        reader = ordered.to_arrow_reader(self.chunk_rows)
        yield from chunks(reader, self.chunk_rows, self.head)


@contextmanager
def planned(lake: Lake, stage: Stage, sample: int = 0) -> Iterator[Plan | None]:
    """Plan a run of `stage`; None when nothing it reads has changed since the last.

    With a `sample` it makes no more inputs than that, and the next run the others.
    """
    with current(lake, _asked(stage)) as connection:
        yield _plan(connection, stage, lake, sample)


def tables_read(stage: Stage) -> set[str]:
    """Return the tables that the inputs of `stage` come from."""
    return {table for name in stage.reads for table in _MADE_FROM.get(name, (name,))}


def _asked(stage: Stage) -> frozenset[str]:
    """Return the tables whose views a plan of `stage` needs."""
    bodies = {"bodies"} if stage.bodies else set()
    own = named_in(f"{stage.query} {stage.outdated}")
    return own.union(stage.reads, bodies)


def _plan(
    connection: "DuckDBPyConnection", stage: Stage, lake: Lake, sample: int
) -> Plan | None:
    who = {"maker": stage.name, "version": stage.version}
    home = home_name(lake.home) if lake.place.bucket else ""
    cursor, _ = _row(connection, _CURSOR, {**who, "home": home})
    if not _is_touched(connection, stage, cursor):
        return None
    _collect(connection, stage, cursor)
    (total,) = _row(connection, _COUNT.format(table=_keyed(stage)))
    if home and stage.bodies:
        here = _todo(stage, _BODIES_HERE, _HERE)
        connection.execute(here, {**who, "home": home})
    else:
        connection.execute(_todo(stage), who)
    (todo,) = _row(connection, _COUNT.format(table="_todo"))
    skipped = total - todo
    (head,) = _row(connection, _HEAD)
    (newest,) = _row(connection, _NEWEST)
    if 0 < sample < todo:
        connection.execute(_SAMPLE, {"sample": sample})
        todo, head = sample, cursor
    (decided,) = _row(connection, _IS_DECIDED, who)
    return Plan(
        connection=connection,
        order=_order(stage),
        head=head,
        todo=todo,
        skipped=skipped,
        first_of_version=not decided,
        chunk_rows=lake.settings.chunk_rows,
        newest=newest,
    )


def _is_touched(connection: "DuckDBPyConnection", stage: Stage, cursor: int) -> bool:
    if stage.outdated is not None and _row(connection, stage.outdated)[0]:
        return True
    reads = tables_read(stage)
    (touched,) = _row(
        connection,
        _IS_TOUCHED,
        {
            "cursor": cursor,
            "reads": sorted(reads),
            "derived": any(TABLES[name].derived for name in reads),
            "maker": stage.name,
        },
    )
    return bool(touched)


def _collect(connection: "DuckDBPyConnection", stage: Stage, cursor: int) -> None:
    """Fill `_source` with the inputs after `cursor`, each with its key."""
    start = {"cursor": cursor}
    if stage.query is not None:
        connection.execute(_QUERY.format(query=stage.query), start)
    elif stage.reads[0] == "pages":
        connection.execute(_PAGES, start)
        _add_keys(connection)
    else:
        connection.execute(_ROWS.format(table=stage.reads[0]), start)


def _add_keys(connection: "DuckDBPyConnection") -> None:
    """Fill `_keys` with the keys of pages, which SQL cannot compute."""
    connection.execute("CREATE TABLE _keys (row BIGINT, input_key VARCHAR)")
    asked = connection.cursor()
    pages = asked.sql("SELECT rowid AS row, url_key, content_digest FROM _source")
    for batch in pages.to_arrow_reader(_KEYED_ROWS):
        rows, url_keys, digests = (column.to_pylist() for column in batch.columns)
        keys = [input_key(*pair) for pair in zip(url_keys, digests, strict=True)]
        keyed = pa.table({"row": rows, "input_key": keys})
        connection.register("_batch", keyed)
        connection.execute("INSERT INTO _keys FROM _batch")
        connection.unregister("_batch")


def _is_pages(stage: Stage) -> bool:
    return stage.query is None and stage.reads[0] == "pages"


def _keyed(stage: Stage) -> str:
    return "_keys" if _is_pages(stage) else "_source"


def _todo(stage: Stage, bodies: str = _BODIES, here: str = "") -> str:
    source = "_source JOIN _keys ON _source.rowid = _keys.row"
    return _TODO.format(
        source=source if _is_pages(stage) else "_source",
        places=(", _keys.input_key" if _is_pages(stage) else "")
        + (_PLACES if stage.bodies else ""),
        bodies=bodies if stage.bodies else "",
        here=here,
    )


def _order(stage: Stage) -> str:
    """Return an order that is the same on every run."""
    table = TABLES.get(stage.reads[0])
    own = table.sort if table and stage.query is None else ()
    return ", ".join(("_position", "input_key", *own))


def _row(
    connection: "DuckDBPyConnection", query: str, values: object = None
) -> tuple[int, ...]:
    found = connection.execute(query, values).fetchall()
    return found[0]
