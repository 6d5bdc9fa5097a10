"""The order that a program's submit became, found by the key that it sent.

Such an order's key is `<submit>:<content>`, two digests. So a submit that comes again is
told from one that has its key and asks for something else.
"""

from sqlalchemy import Connection, bindparam, select

from ledger.orders.errors import KeyUsedForAnother
from ledger.orders.tables import orders

_AFTER = ":~"


def submitted(connection: Connection, submit: str, content: str) -> str | None:
    """Return the order key of a submit that came before; with other content, refuse."""
    found = connection.scalar(_FIRST, {"low": f"{submit}:", "high": submit + _AFTER})
    if found is None:
        return None
    if found != order_key(submit, content):
        raise KeyUsedForAnother("that key came before with another order")
    return str(found)


def order_key(submit: str, content: str) -> str:
    """Return the key of the order that a submit becomes."""
    return f"{submit}:{content}"


_FIRST = select(orders.c.key).where(
    orders.c.key >= bindparam("low"), orders.c.key < bindparam("high")
)
