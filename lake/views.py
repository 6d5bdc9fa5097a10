"""The lake as SQL views over the files of one snapshot, with comments.

A table's view shows the rows of committed batches. Of derived rows it shows those
that count: made by the newest released version of their maker that handled their
input without error. `released` and `superseded` say which. Where the log proves that
all rows of a table are such, its view is the bare files: asking each of ten million
rows costs as much as most questions.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

from lake.books import create_book
from lake.columns import Column
from lake.kept import Kept, create_kept
from lake.parts import have_all_columns
from lake.remote import give, view_of
from lake.snapshot import NO_FILES, Files, Makers
from lake.tables import TABLES, VIEWS, columns, partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# These two are kept as tables: they are small, and every other view reads them.
_KEPT_BOOKS = ("batches", "releases")
_BOOKS = (*_KEPT_BOOKS, "made")
# What the views of the derived tables are made from.
_PRICED = frozenset({"offers", "pages"})
# The newest decision on each version stands. Kept as a table: it is small, and every
# query on derived rows would otherwise open the files of two tables again.
_RELEASED = """
CREATE TABLE released AS
SELECT releases.maker, releases.maker_version
FROM releases JOIN batches USING (batch_id)
GROUP BY ALL
HAVING arg_max(releases.state, (batches.position, releases.changed_at)) = 'released'
"""
# Rows come with their `made` row in one batch, so a row whose version is released
# counts unless a newer one made its input. Asked this way round, `made` is read only
# where a maker has two released versions.
_SUPERSEDED = """
CREATE VIEW superseded AS
SELECT DISTINCT made.maker, made.input_key, older.maker_version
FROM made
JOIN released AS newer USING (maker, maker_version)
JOIN released AS older
    ON made.maker = older.maker AND made.maker_version > older.maker_version
WHERE made.error IS NULL
"""
_VERSIONS = "SELECT maker, maker_version FROM released"
_COMMENTS = (
    ("TABLE", "released", "The versions of makers whose rows count."),
    ("VIEW", "superseded", "Inputs for which a newer version's rows count instead."),
)


def named_in(sql: str) -> frozenset[str]:
    """Return the tables and views that `sql` can ask: each whose name is a word of it."""
    words = frozenset(re.findall(r"[a-z_]+", sql.lower()))
    return words & (TABLES.keys() | VIEWS.keys())


def create_views(
    connection: "DuckDBPyConnection",
    files: Mapping[str, Files],
    *,
    comments: bool,
    only: Iterable[str] | None = None,
) -> None:
    """Create the views of all tables in the database of `connection`.

    Or of those that are named, and of `batches`, `made` and `releases`: each view costs
    a millisecond, which is more than most questions do.
    """
    wanted = TABLES.keys() | VIEWS.keys() if only is None else {*only}
    if kept_too := not wanted.isdisjoint(VIEWS):
        wanted |= _PRICED
    give(connection, files)
    for name in _KEPT_BOOKS:
        create_book(connection, name, files.get(name, NO_FILES), query)
    connection.execute(_creation("made", files.get("made", NO_FILES)))
    connection.execute(_RELEASED)
    connection.execute(_SUPERSEDED)
    released = frozenset(connection.execute(_VERSIONS).fetchall())
    for name in TABLES:
        if name in wanted and name not in _BOOKS:
            of = files.get(name, NO_FILES)
            counting = _counting(name, of, released)
            connection.execute(_creation(name, of, counting))
    if kept_too:
        create_kept(connection, kept(files), lasting=comments)
    if comments:
        connection.execute("".join(_comments()))


def kept(files: Mapping[str, Files]) -> Kept:
    """Return what is stored of the derived tables."""
    of = {name: files.get(name, NO_FILES) for name in VIEWS}
    stored = {name: one for name, one in of.items() if one.version >= 0}
    return Kept(
        position=min((of.position for of in stored.values()), default=0),
        stored={name: query(name, of) for name, of in stored.items()},
        all_offers=query("offers", files.get("offers", NO_FILES)),
    )


def sql_type(kind: pa.DataType) -> str:
    """Return the SQL type of an Arrow type."""
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        fields = (f'"{field.name}" {sql_type(field.type)}' for field in kind)
        return f"STRUCT({', '.join(fields)})"
    return _SQL_TYPES[str(kind)]


_SQL_TYPES = {
    "string": "VARCHAR",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "double": "DOUBLE",
    "float": "FLOAT",
    "bool": "BOOLEAN",
    "date32[day]": "DATE",
    "timestamp[us, tz=UTC]": "TIMESTAMPTZ",
}


def _creation(name: str, files: Files, counting: str = "") -> str:
    return f'CREATE {_kind(name)} "{name}" AS {query(name, files, counting)}'


def query(name: str, files: Files, counting: str = "") -> str:
    """Return the query for the rows of a table in these files."""
    selected = ", ".join(_selected(column, files) for column in _shown(name))
    source = _source(name, files) + counting if files.paths else "WHERE false"
    return f"SELECT {selected} {source}"


def _kind(name: str) -> str:
    return "TABLE" if name in _KEPT_BOOKS else "VIEW"


def _shown(name: str) -> tuple[Column, ...]:
    day = partition(name)
    return (*columns(name), *((day,) if day else ()))


def _selected(column: Column, files: Files) -> str:
    if files.paths and column.name in files.columns:
        return f'"{column.name}"'
    return f'NULL::{sql_type(column.type)} AS "{column.name}"'


def _source(name: str, files: Files) -> str:
    """Return where the committed rows of a table come from."""
    committed = "" if files.whole else " SEMI JOIN batches USING (batch_id)"
    if files.bucket is not None:
        return f"FROM {view_of(name)}{committed}"
    paths = ", ".join(_quoted(path) for path in files.paths)
    options = ""
    if not have_all_columns(name, files.paths):
        options += ", union_by_name=true"
    if partition(name):
        options += ", hive_partitioning=true, hive_types={'day': DATE}"
    return f"FROM read_parquet([{paths}]{options}){committed}"


def _counting(name: str, files: Files, released: Makers) -> str:
    """Return which of the committed rows count, where not all of them do."""
    if not TABLES[name].derived:
        return ""
    newest: dict[str, int] = {}
    for maker, version in released:
        newest[maker] = max(version, newest.get(maker, version))
    makers = released if files.makers is None else files.makers
    proven = files.makers is not None
    if proven and all(newest.get(maker) == version for maker, version in makers):
        return ""
    counting = " SEMI JOIN released USING (maker, maker_version)"
    if all(newest.get(maker, version) == version for maker, version in makers):
        return counting
    return counting + " ANTI JOIN superseded USING (maker, input_key, maker_version)"


def _comments() -> Iterator[str]:
    for kind, name, comment in _COMMENTS:
        yield f"COMMENT ON {kind} {name} IS {_quoted(comment)};"
    for table in (*TABLES.values(), *VIEWS.values()):
        kind = _kind(table.name)
        yield f'COMMENT ON {kind} "{table.name}" IS {_quoted(table.comment)};'
        for column in _shown(table.name):
            place = f'"{table.name}"."{column.name}"'
            yield f"COMMENT ON COLUMN {place} IS {_quoted(column.comment)};"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
