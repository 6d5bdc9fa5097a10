"""Signs of where a buyer is: for what is downloaded the EU wants two that agree.

Only countries are kept, never the addresses or cards that showed them. A bill's country
is known at checkout, that of whoever paid once the gateway says it.
"""

import re
from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, select, update

from ledger.orders.tables import orders
from ledger.selling.quoted import Located

# What may show a country; an address that goods go to shows none of the buyer's own.
SIGNS = ("bill_to", "network", "payer")
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def located(country: str, evidence: Mapping[str, str]) -> Located:
    """Return which signs show `country`, and which do not."""
    known = {sign: evidence[sign].upper() for sign in SIGNS if evidence.get(sign)}
    return Located(
        agree=tuple(sign for sign, shown in known.items() if shown == country),
        differ=tuple(sign for sign, shown in known.items() if shown != country),
    )


def show(connection: Connection, order_id: str, sign: str, country: str) -> None:
    """Note another sign on an order, whose row the caller holds."""
    if not _COUNTRY.fullmatch(country):
        return
    evidence = connection.execute(_EVIDENCE, {"of": order_id}).scalar_one()
    connection.execute(_SHOW, {"of": order_id, "evidence": {**evidence, sign: country}})


_of = orders.c.order_id == bindparam("of")
_EVIDENCE = select(orders.c.evidence).where(_of)
_SHOW = update(orders).where(_of)
