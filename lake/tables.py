"""Every table of the lake. Read schema/ for what each one holds.

A row has the columns of its table beside COMMON and, when a stage made it, MAKING.
"""

import pyarrow as pa

from lake.columns import COMMON, DAY, MAKING, Column, Table
from lake.errors import NoSuchTable
from lake.schema.books import BOOKS
from lake.schema.crawled import CRAWLED
from lake.schema.derived import DERIVED
from lake.schema.enriched import ENRICHED
from lake.schema.extracted import EXTRACTED
from lake.schema.foreseen import FORESEEN
from lake.schema.judged import JUDGED
from lake.schema.learned import LEARNED
from lake.schema.produced import PRODUCED
from lake.schema.researched import RESEARCHED
from lake.schema.texts import TEXTS

__all__ = ["TABLES", "VIEWS", "Column", "Table", "columns", "partition", "schema"]

TABLES = {
    table.name: table
    for table in (
        *BOOKS,
        *CRAWLED,
        *EXTRACTED,
        *ENRICHED,
        *LEARNED,
        *FORESEEN,
        *JUDGED,
        *PRODUCED,
        *RESEARCHED,
        *TEXTS,
    )
}
# What the lake keeps beside the tables; nobody else writes these.
VIEWS = {table.name: table for table in DERIVED}


def table_or_view(name: str) -> Table:
    """Return the table or view `name`."""
    table = TABLES.get(name) or VIEWS.get(name)
    if table is None:
        raise NoSuchTable(f"no table {name!r}; there are {', '.join(TABLES)}")
    return table


def columns(name: str, *, common: bool = True) -> tuple[Column, ...]:
    """Return the columns of the table or view `name`, its own ones first."""
    table = table_or_view(name)
    if not common or (name in VIEWS and not table.derived):
        return table.columns
    making = MAKING if table.derived else ()
    return (*table.columns, *making, *COMMON)


def schema(name: str, *, common: bool = True) -> pa.Schema:
    """Return the Arrow schema of `name`; without `common` only its own columns."""
    return pa.schema(
        pa.field(column.name, column.type, column.nullable)
        for column in columns(name, common=common)
    )


def partition(name: str) -> Column | None:
    """Return the column that splits the files of `name`, or None."""
    return DAY if name in TABLES and TABLES[name].partition else None
