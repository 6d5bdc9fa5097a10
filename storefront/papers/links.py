"""The links to an order's papers, as its page shows them."""

from typing import TYPE_CHECKING

import msgspec

from ledger.orders.invoices import invoices_of
from storefront.pages.words import Words
from storefront.papers.paper import name_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

END = ".pdf"


class Link(msgspec.Struct, frozen=True):
    """One paper of an order: what it is called, and its address without a language."""

    name: str
    path: str


def papers_of(
    connection: "Connection", order_id: str, token: str, words: Words
) -> list[Link]:
    """Return the links to all papers of an order, in their order."""
    return [
        Link(
            f"{name_of(one.kind, words)} {one.number}",
            f"/orders/{token}/invoice/{one.number}{END}",
        )
        for one in invoices_of(connection, order_id)
    ]
