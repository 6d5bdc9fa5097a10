"""An empty ledger brought to the newest step as before: what alembic said, said again.

Most tests that need a ledger begin with an empty one, and alembic takes longer to bring
it up to date than such a test takes for all else. So what its steps told the database
is kept the first time, for either kind, and told to the next empty one. Tests of the
steps themselves do without this.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from sqlalchemy import Connection, event, inspect

Upgrade = Callable[[Connection, str], None]
_ASKS = ("SELECT", "PRAGMA")
_told: dict[str, list[tuple[str, Any]]] = {}


def repeating(upgrade: Upgrade) -> Upgrade:
    """Return what does as `upgrade` does, once by it and then by itself."""

    @wraps(upgrade)
    def brought(connection: Connection, to: str) -> None:
        kind = connection.dialect.name
        if to != "head" or inspect(connection).get_table_names():
            upgrade(connection, to)
        elif kind in _told:
            for statement, values in _told[kind]:
                connection.exec_driver_sql(statement, values or None)
        else:
            _told[kind] = _heard(upgrade, connection)

    return brought


def _heard(upgrade: Upgrade, connection: Connection) -> list[tuple[str, Any]]:
    told: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, said: str, values: Any, *_: Any) -> None:
        if not said.lstrip().startswith(_ASKS):
            told.append((said, values))

    event.listen(connection, "before_cursor_execute", hear)
    try:
        upgrade(connection, "head")
    finally:
        event.remove(connection, "before_cursor_execute", hear)
    return told
