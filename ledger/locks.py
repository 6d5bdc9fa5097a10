"""Locks that PostgreSQL holds until the end of a transaction.

On SQLite the writer's transaction is alone from its BEGIN IMMEDIATE on, so that there
is nothing left to lock.
"""

from enum import IntEnum

from sqlalchemy import Connection, func, select


class Lock(IntEnum):
    """What only one transaction may do at a time; the numbers are for ever."""

    MIGRATION = 1
    AUDIT = 2
    SKUS = 3
    WORK_KEY = 4
    APPROVALS = 5
    PRICES = 6
    ALERTS = 7
    USERS = 8
    TRIES = 9
    CARTS = 10


# "HARV": keeps clear of the advisory locks of others in the same database.
_SPACE = 0x48415256


def take(connection: Connection, lock: Lock, name: str = "") -> None:
    """Wait until this transaction alone holds the lock (of that name)."""
    if connection.dialect.name != "postgresql":
        return
    number = func.hashtext(name) if name else 0
    connection.execute(select(func.pg_advisory_xact_lock(_SPACE + lock, number)))
