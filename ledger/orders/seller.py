"""Who sells, as invoices say it: kept in the ledger, where they are issued."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from ledger import profile
from ledger.orders.invoicesaid import Party
from ledger.orders.invoicetables import seller
from ledger.upsert import upsert

_ONLY = 1


def seller_of(connection: Connection) -> Party:
    """Return who sells; before that was said, the name and country of the first day."""
    said = connection.scalar(select(seller.c.said))
    if said is not None:
        return msgspec.convert(said, Party)
    known = profile.read(connection)
    return Party(tuple(one for one in (known.name, known.country) if one))


def keep_seller(connection: Connection, party: Party, now: datetime) -> bool:
    """Let invoices from now on say this of the seller; False where they do already."""
    said = connection.scalar(select(seller.c.said))
    if said == msgspec.to_builtins(party):
        return False
    row = {"seller_id": _ONLY, "said": party, "changed_at": now}
    connection.execute(upsert(connection, seller), row)
    return True
