"""Signs of where a buyer is: for what is downloaded the EU wants two that agree.

Only countries are kept, never the addresses or cards that showed them. A bill's country
is known at checkout, a card's once it was paid with.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from ledger.orders.held import hold
from ledger.orders.tables import orders
from ledger.selling.quoted import Located

# What may show a country; an address that goods go to shows none of the buyer's own.
SIGNS = ("bill_to", "network", "card", "phone")


def located(country: str, evidence: Mapping[str, str]) -> Located:
    """Return which signs show `country`, and which do not."""
    known = {sign: evidence[sign].upper() for sign in SIGNS if evidence.get(sign)}
    return Located(
        agree=tuple(sign for sign, shown in known.items() if shown == country),
        differ=tuple(sign for sign, shown in known.items() if shown != country),
    )


def show(connection: Connection, order_id: str, sign: str, country: str) -> Located:
    """Note another sign on an order, as the country of the card that paid it."""
    hold(connection, order_id)
    found = connection.execute(_EVIDENCE, {"of": order_id}).one()
    evidence: dict[str, Any] = {**found.evidence, sign: country.upper()}
    connection.execute(_SHOW, {"of": order_id, "evidence": evidence})
    return located(found.country, evidence)


_of = orders.c.order_id == bindparam("of")
_EVIDENCE = select(orders.c.country, orders.c.evidence).where(_of)
_SHOW = update(orders).where(_of)
