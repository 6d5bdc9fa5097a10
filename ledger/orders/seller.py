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
    """Return who sells; by the name and country of the first day where nothing is said."""
    kept = connection.scalar(select(seller.c.said))
    said = Party() if kept is None else msgspec.convert(kept, Party)
    if said.lines:
        return said
    known = profile.read(connection)
    lines = tuple(one for one in (known.name, known.country) if one)
    return msgspec.structs.replace(said, lines=lines)


def keep_seller(connection: Connection, party: Party, now: datetime) -> bool:
    """Let invoices from now on say this of the seller; False where they do already."""
    said = connection.scalar(select(seller.c.said))
    if said == msgspec.to_builtins(party):
        return False
    row = {"seller_id": _ONLY, "said": party, "changed_at": now}
    connection.execute(upsert(connection, seller), row)
    return True
