"""One question in SQL, its answer in columns: whole, or as it is being found."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from lake.errors import BadQuery
from lake.settings import LakeSettings
from lake.sql import connect
from lake.tables import TABLES, VIEWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

Named = dict[str, object] | None

# What files and other programs have no type for. A sum of whole numbers is a HUGEINT.
_CASTS = {
    "HUGEINT": "BIGINT",
    "UHUGEINT": "UBIGINT",
    "INTERVAL": "VARCHAR",
    "BIT": "VARCHAR",
    "TIME WITH TIME ZONE": "VARCHAR",
}
_BATCH_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns of an answer, and its rows as they are found."""

    schema: pa.Schema
    batches: Iterator[pa.Table]


def ask(
    home: Path,
    sql: str,
    named: Named = None,
    settings: LakeSettings | None = None,
) -> pa.Table:
    """Return the answer to `sql` over the pinned lake of `home`.

    A `$name` in it stands for the value of that name in `named`.
    """
    with connect(home, settings) as connection:
        found = answer(connection, sql, named)
        return pa.concat_tables([found.schema.empty_table(), *found.batches])


def answer(
    connection: "DuckDBPyConnection",
    sql: str,
    named: Named = None,
    *,
    limit: int | None = None,
) -> Answer:
    """Return the answer to the one statement `sql`; its rows come while it runs."""
    check_single(sql)
    try:
        relation = connection.sql(sql, params=named)
        # A statement that answers nothing has no relation to read from.
        if relation is None:
            raise BadQuery("that statement answers nothing; ask with SELECT")
        if limit is not None:
            relation = relation.limit(limit)
        reader = _plain(relation).to_arrow_reader(_BATCH_ROWS)
    except duckdb.Error as error:
        raise BadQuery(
            f"the lake, read-only here, has no answer: {error}{_to_do(error)}"
        ) from None
    names = _unlike(reader.schema.names)
    schema = pa.schema(
        field.with_name(name) for name, field in zip(names, reader.schema, strict=True)
    )
    return Answer(schema, _read(reader, schema))


def _to_do(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.CatalogException) and "Table" in str(error):
        return " (harvestman lake tables lists what there is)"
    if ".parquet" in str(error):
        # Its views name files by their full path, and may read no others.
        moved = isinstance(error, duckdb.PermissionException | duckdb.IOException)
        first = "harvestman lake pin, if the home was moved; else " if moved else ""
        return f" ({first}harvestman lake verify says what is damaged)"
    if isinstance(error, duckdb.PermissionException):
        return " (harvestman lake export and lake sql -o write files)"
    if any(told in str(error) for told in ("read-only mode", "base table")):
        return " (ask with SELECT)"
    return ""


def rows_of(
    connection: "DuckDBPyConnection",
    sql: str,
    named: Named = None,
    *,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Return the rows of a small answer as records."""
    found = answer(connection, sql, named, limit=limit)
    return [row for batch in found.batches for row in batch.to_pylist()]


def check_single(sql: str) -> None:
    """Refuse what is not one statement."""
    try:
        count = len(duckdb.extract_statements(sql))
    except duckdb.Error as error:
        raise BadQuery(f"that is not SQL: {error}") from None
    if count == 0:
        raise BadQuery(
            'there is no question; ask one, such as "SELECT count(*) FROM pages"'
        )
    if count > 1:
        raise BadQuery(f"one statement at a time; here are {count}")


def sizes(home: Path, settings: LakeSettings | None = None) -> dict[str, int]:
    """Return how many rows each table of the pinned lake of `home` has."""
    counts = " UNION ALL ".join(
        f"SELECT '{name}' AS name, count(*) AS rows FROM {name}"  # noqa: S608 - ours
        for name in (*TABLES, *VIEWS)
    )
    found = ask(home, counts, settings=settings)
    return dict(zip(*(found.column(at).to_pylist() for at in (0, 1)), strict=True))


def _plain(relation: "DuckDBPyRelation") -> "DuckDBPyRelation":
    """Return `relation` with types that every reader of Arrow knows."""
    kinds = [str(kind) for kind in relation.types]
    if not set(kinds) & _CASTS.keys():
        return relation
    columns = []
    for at, (name, kind) in enumerate(zip(relation.columns, kinds, strict=True), 1):
        quoted = '"' + name.replace('"', '""') + '"'
        cast = f"::{_CASTS[kind]}" if kind in _CASTS else ""
        # By place: two columns of an answer may have one name.
        columns.append(f"#{at}{cast} AS {quoted}")
    return relation.project(", ".join(columns))


def _unlike(names: list[str]) -> list[str]:
    """Return `names`, none of them twice: files and records need that."""
    found: list[str] = []
    for name in names:
        unlike, count = name, 1
        while unlike in found:
            count += 1
            unlike = f"{name}_{count}"
        found.append(unlike)
    return found


def _read(reader: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.Table]:
    try:
        for batch in reader:
            yield pa.Table.from_batches([batch]).rename_columns(schema.names)
    # What goes wrong in a row is told while rows are read, as an error of Arrow's.
    except (OSError, pa.ArrowException) as error:
        raise BadQuery(f"the answer broke off: {error}") from None
