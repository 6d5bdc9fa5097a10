"""Insert a row, or put it in the place of the one with its key."""

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table) -> Insert:
    """Build the statement for rows that hold every column."""
    is_postgres = connection.dialect.name == "postgresql"
    statement = (postgresql.insert if is_postgres else sqlite.insert)(table)
    keys = [column.name for column in table.primary_key]
    rest = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)
