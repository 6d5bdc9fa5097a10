"""Orders as whole records, for whoever takes them elsewhere: page after page.

Each page is read by itself, so that no long export holds the ledger; what is placed
meanwhile has a higher number and is not in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, select

from ledger.open import Ledger
from ledger.orders.paytables import payments, refunds
from ledger.orders.search import Sought, search
from ledger.orders.tables import order_lines, orders

_AT_ONCE = 500
# What opens the page of an order, or tells two submits apart, is for nobody.
_SECRET = frozenset({"key", "asked_digest", "token_hash"})

Record = Mapping[str, Any]


def pages(ledger: Ledger, sought: Sought) -> Iterator[list[Record]]:
    """Return the orders that are sought with all that is theirs, the latest first."""
    while True:
        with ledger.read() as connection:
            found = search(connection, sought, _AT_ONCE)
            if not found:
                return
            yield _records(connection, [one.order_id for one in found])
        sought = msgspec.structs.replace(sought, before=found[-1].number)


def _records(connection: Connection, keys: Sequence[str]) -> list[Record]:
    whole = {row["order_id"]: row for row in _rows(connection, orders, keys)}
    for table, name in (
        (order_lines, "lines"),
        (payments, "payments"),
        (refunds, "refunds"),
    ):
        theirs: dict[str, list[Record]] = {key: [] for key in keys}
        for row in _rows(connection, table, keys):
            theirs[row["order_id"]].append(row)
        for key in keys:
            whole[key][name] = theirs[key]
    return [whole[key] for key in keys]


def _rows(
    connection: Connection, table: Table, keys: Sequence[str]
) -> Iterator[dict[str, Any]]:
    of = select(table).where(table.c.order_id.in_(bindparam("of", expanding=True)))
    found = connection.execute(of.order_by(*table.primary_key), {"of": keys})
    for row in found.mappings():
        yield {name: value for name, value in row.items() if name not in _SECRET}
