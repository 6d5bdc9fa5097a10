"""What orders hold of their buyers: given out, and erased.

The books stay: what was sold, at which price and tax, to which country and region, and
what showed that country. Who bought it goes, but from invoices: laws ask for it there.
"""

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, delete, select, update

from ledger.grants.tables import grant_uses, grants
from ledger.orders.invoicetables import invoices
from ledger.orders.mailtables import mails
from ledger.orders.paytables import payments, refunds
from ledger.orders.risktables import disputes
from ledger.orders.supplytables import supplier_orders
from ledger.orders.tables import order_lines, orders
from ledger.selling.tables import coupon_uses

Rows = list[dict[str, Any]]

# What names a buyer, and what stands in its place once it is erased.
_ERASED: dict[str, Any] = {"email": "", "ship_to": {}, "bill_to": {}, "visitor": None}
_NO_PARCEL = dict.fromkeys(("reference", "carrier", "tracking", "why"))
_TABLES = (
    *(orders, order_lines, payments, refunds, disputes, supplier_orders),
    *(grants, grant_uses, coupon_uses, mails, invoices),
)
# What opens the page of an order, or tells two submits apart.
_SECRET = frozenset({"token_hash", "key", "asked_digest"})


def orders_of(
    connection: Connection,
    is_theirs: Callable[[str], bool],
    visitors: Collection[str] = (),
) -> list[str]:
    """Return the orders of whoever has an address or a pseudonym that is sought."""
    known = connection.execute(
        select(orders.c.order_id, orders.c.email, orders.c.visitor)
    )
    return [
        row.order_id
        for row in known
        if (row.email and is_theirs(row.email)) or row.visitor in visitors
    ]


def held_of_buyers(
    connection: Connection, order_ids: Collection[str]
) -> dict[str, Rows]:
    """Return what is held of these orders, less what opens their pages."""
    found: dict[str, Rows] = {}
    for table in _TABLES:
        rows = found.setdefault(table.name, [])
        for order_id in order_ids:
            of = select(table).where(table.c.order_id == order_id)
            for row in connection.execute(of).mappings():
                rows.append({k: v for k, v in row.items() if k not in _SECRET})
    return found


def erase_buyers(connection: Connection, order_ids: Collection[str]) -> int:
    """Erase who bought; return how many orders lost it. Words of refunds go, too.

    With them go the rights to download, and what was downloaded.
    """
    for order_id in order_ids:
        of = orders.c.order_id == order_id
        connection.execute(update(orders).where(of).values(_ERASED))
        used = update(coupon_uses).where(coupon_uses.c.order_id == order_id)
        connection.execute(used.values(buyer=""))
        told = update(refunds).where(refunds.c.order_id == order_id)
        connection.execute(told.values(reason="forgotten"))
        parcels = update(supplier_orders).where(supplier_orders.c.order_id == order_id)
        connection.execute(parcels.values(_NO_PARCEL))
        # Files carry their name, and nobody is left to take them along.
        for table in (grants, grant_uses):
            connection.execute(delete(table).where(table.c.order_id == order_id))
    return len(order_ids)
