"""Statements that are compiled once and run by the driver, where each microsecond counts.

SQLAlchemy asks much of every execution that is the same each time; a placing has seven of
them while all others wait. Values are bound as the statement's types say. What it returns
is as the driver has it: for numbers and texts, and for nothing else.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Select, UpdateBase

Statement = UpdateBase | Select[*tuple[Any, ...]]
Row = Mapping[str, Any]
Bound = Callable[[Row], tuple[Any, ...] | dict[str, Any]]


class Swift:
    """One statement, compiled for each dialect and each set of names."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._made: dict[tuple[str, ...], tuple[str, Bound]] = {}

    def run(self, connection: Connection, row: Row) -> CursorResult[Any]:
        """Run it with one row of values."""
        shape = (connection.dialect.name, *row)
        made = self._made.get(shape)
        if made is None:
            made = self._made[shape] = _made(self._statement, connection, row)
        sql, bound = made
        return connection.exec_driver_sql(sql, bound(row))


def _made(statement: Statement, connection: Connection, row: Row) -> tuple[str, Bound]:
    compiled: Any = statement.compile(dialect=connection.dialect, column_keys=list(row))
    fixed = compiled.params
    names = compiled.positiontup or list(compiled.binds)
    plain = [(name, compiled.binds[name].type, fixed.get(name)) for name in names]
    binds = [
        (
            name,
            of.dialect_impl(connection.dialect).bind_processor(connection.dialect),
            value,
        )
        for name, of, value in plain
    ]

    def values(row: Row) -> list[Any]:
        said = (row.get(name, value) for name, _, value in binds)
        return [
            process(one) if process else one
            for one, (_, process, _) in zip(said, binds, strict=True)
        ]

    if compiled.positiontup:
        return str(compiled), lambda row: tuple(values(row))
    return str(compiled), lambda row: dict(zip(names, values(row), strict=True))
