"""The shape of a table: its columns, their Arrow types and one sentence on each.

Everything that depends on a table (checks on writing, Delta files, views, their
comments, docs/tables.md) is made from these values, so a column is declared once.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

# pyarrow ships no stubs; its types are named here once.
type_text: Any = pa.string()
type_texts: Any = pa.list_(pa.string())
type_integer: Any = pa.int32()
type_long: Any = pa.int64()
type_number: Any = pa.float64()
type_single: Any = pa.float32()
type_truth: Any = pa.bool_()
type_date: Any = pa.date32()
type_time: Any = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and whether it may be empty."""

    name: str
    type: pa.DataType
    comment: str
    nullable: bool = True
    signed: bool = False
    """A money column (`_minor`) may go below zero only when it says so."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `partition` names the time column whose date splits its files.

    `blooms` are the columns by one value of which rows are looked for. `newest` names
    the table whose newest row of an entity says which rows of it count here: those made
    before are dropped by compaction. Without it they are kept.
    """

    name: str
    comment: str
    columns: tuple[Column, ...]
    partition: str | None = None
    sort: tuple[str, ...] = ()
    derived: bool = False
    blooms: tuple[str, ...] = ()
    newest: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns whose bounds Delta's log keeps: readers skip files by them."""
        makers = ("maker", "maker_version") if self.derived else ()
        return (*self.sort, *makers)


def about(
    key: Column,
    name: str,
    comment: str,
    *own: Column,
    sort: tuple[str, ...] = (),
    newest: str = "",
) -> Table:
    """Return the table of what stages say of entities; `key` tells what these are."""
    order = (key.name, *sort)
    told = (needed(key), *own)
    return Table(name, comment, told, sort=order, derived=True, newest=newest)


def text(name: str, comment: str) -> Column:
    """Return a column of text."""
    return Column(name, type_text, comment)


def texts(name: str, comment: str) -> Column:
    """Return a column of lists of text."""
    return Column(name, type_texts, comment)


def integer(name: str, comment: str) -> Column:
    """Return a column of 32-bit integers."""
    return Column(name, type_integer, comment)


def long(name: str, comment: str) -> Column:
    """Return a column of 64-bit integers; money and sizes are such."""
    return Column(name, type_long, comment)


def number(name: str, comment: str) -> Column:
    """Return a column of floating-point numbers."""
    return Column(name, type_number, comment)


def truth(name: str, comment: str) -> Column:
    """Return a column of true and false."""
    return Column(name, type_truth, comment)


def time(name: str, comment: str) -> Column:
    """Return a column of instants in UTC."""
    return Column(name, type_time, comment)


def needed(column: Column) -> Column:
    """Return `column` as one that is never empty."""
    return Column(column.name, column.type, column.comment, False, column.signed)


COMMON = (
    needed(text("writer", "Who wrote the row: a crawl process, a stage, the shop.")),
    needed(text("batch_id", "The batch that brought the row; see batches.")),
    needed(time("ingested_at", "When the row was written to the spool.")),
)
MAKING = (
    needed(text("input_key", "The input the row was made from; see made.")),
    needed(text("maker", "The stage that made the row.")),
    needed(integer("maker_version", "The version of that stage.")),
)
DAY = Column("day", type_date, "The UTC date by which the table's files are split.")
