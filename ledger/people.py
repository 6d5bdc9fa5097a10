"""What the ledger holds of one person: given out, and erased.

Who decided something stays in the audit and in approvals, where users of the console are
numbers: with their row goes who that was.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from ledger.errors import LastOwner, StillNeeded
from ledger.open import Ledger
from ledger.orders.people import erase_buyers, held_of_buyers, orders_of
from ledger.orders.tables import orders
from ledger.pricetables import price_rules, profile
from ledger.tables import approvals, audit, sessions
from ledger.usertables import login_links, logins, users

Rows = list[dict[str, Any]]
_UNDER_WAY = ("pending", "paid", "placed", "shipped")
_SECRET = frozenset({"password_hash", "id_hash", "digest", "hash", "prev_hash"})


def users_with(connection: Connection, is_theirs: Callable[[str], bool]) -> list[int]:
    """Return the numbers of the users whose address is one of those sought."""
    known = connection.execute(select(users.c.user_id, users.c.email))
    return [row.user_id for row in known if is_theirs(row.email)]


def held_of_users(connection: Connection, numbers: Collection[int]) -> dict[str, Rows]:
    """Return what is held of users, less what opens a door."""
    return {
        table.name: _rows(connection, table, table.c.user_id, numbers)
        for table in (users, logins, login_links)
    }


def held_of_sessions(connection: Connection, hashes: Collection[str]) -> Rows:
    """Return what visitors asked the shop to remember."""
    return _rows(connection, sessions, sessions.c.id_hash, hashes)


def held_of_orders(
    connection: Connection, is_theirs: Callable[[str], bool], visitors: Collection[str]
) -> dict[str, Rows]:
    """Return what is held of what they bought, by their address or pseudonym."""
    return held_of_buyers(connection, orders_of(connection, is_theirs, visitors))


def decided(connection: Connection, names: Collection[str]) -> dict[str, Rows]:
    """Return what people of these names did; it is kept."""
    return {
        table.name: _rows(connection, table, table.c.actor, names)
        for table in (audit, approvals, price_rules, profile)
    }


def refuse_last_owner(connection: Connection, numbers: Collection[int]) -> None:
    """Refuse to erase all who could still let somebody in."""
    owners = users.c.role == "owner", users.c.disabled_at.is_(None)
    left = set(connection.scalars(select(users.c.user_id).where(*owners)))
    if left and left <= set(numbers):
        raise LastOwner(
            "nobody else could log in as owner: add another one first (harvestman user"
            " add EMAIL --role owner)"
        )


def refuse_open_orders(
    connection: Connection, is_theirs: Callable[[str], bool], visitors: Collection[str]
) -> None:
    """Refuse to erase where something has to be sent to, while it has to be."""
    theirs = orders_of(connection, is_theirs, visitors)
    of = select(orders.c.order_id, orders.c.state).where(orders.c.state.in_(_UNDER_WAY))
    for row in connection.execute(of.order_by(orders.c.number)):
        if row.order_id in theirs:
            raise StillNeeded(
                f"order {row.order_id} is {row.state}, and its address is needed:"
                " deliver or cancel it first, then erase"
            )


def erase(
    ledger: Ledger,
    is_theirs: Callable[[str], bool],
    hashes: Collection[str],
    visitors: Collection[str] = (),
) -> dict[str, int]:
    """Erase users and buyers by their address, sessions, buyers by their pseudonym.

    Return how many rows went; of an order what names its buyer goes.
    """
    with ledger.write() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        numbers = users_with(connection, is_theirs)
        gone = {
            table.name: _gone(connection, table, table.c.user_id, numbers)
            for table in (logins, login_links, users)
        }
        gone["sessions"] = _gone(connection, sessions, sessions.c.id_hash, hashes)
        bought = orders_of(connection, is_theirs, visitors)
        gone["orders"] = erase_buyers(connection, bought)
    return {name: count for name, count in gone.items() if count}


def _gone(
    connection: Connection, table: Table, key: Any, sought: Collection[Any]
) -> int:
    return sum(
        connection.execute(delete(table).where(key == one)).rowcount for one in sought
    )


def _rows(
    connection: Connection, table: Table, key: Any, sought: Collection[Any]
) -> Rows:
    return [row for one in sought for row in _shown(connection, table, key == one)]


def _shown(
    connection: Connection, table: Table, wanted: Any
) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(table).where(wanted)).mappings():
        yield {name: value for name, value in row.items() if name not in _SECRET}
