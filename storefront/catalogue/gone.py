"""Addresses for ever: where each sku that was once in the shop leads today.

    sold            its own page
    merged          the page of the sku that took its listings (301)
    no longer sold  a page that says so, of what the lake was told of it last

What is forgotten is told of nowhere, so its address ends.
"""

from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

import msgspec

from lake.sql import connect
from lake.store import Lake
from ledger import skus
from ledger.states import categories
from storefront.catalogue.item import Assortment, Item

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TOLD = """
SELECT sku, arg_max(title, ingested_at), arg_max(group_key, ingested_at)
FROM catalogue WHERE sku IN (SELECT unnest(?)) GROUP BY sku ORDER BY sku
"""


def with_old_addresses(
    assortment: Assortment, sold: Set[str], connection: "Connection", lake: Lake
) -> Assortment:
    """Return `assortment` with a place for every sku that was ever in the shop.

    `sold` are those of its items.
    """
    answers = skus.answers(connection)
    lost = [sku for sku, heir in answers.items() if heir not in sold]
    gone = _gone(lake, lost, categories(connection, lost)) if lost else {}
    # A heir that was minted and never told of has no page: the merged one keeps its own.
    living = sold | gone.keys()
    aliases = {
        sku: heir
        for sku, heir in answers.items()
        if sku not in sold and heir != sku and heir in living
    }
    left = tuple(item for sku, item in gone.items() if sku not in aliases)
    return msgspec.structs.replace(assortment, aliases=aliases, gone=left)


def _gone(
    lake: Lake, lost: Sequence[str], places: Mapping[str, str]
) -> dict[str, Item]:
    """Return what was told of the `lost`: a name alone, for rights may be reserved."""
    with connect(lake.home, lake.settings) as pinned:
        told = pinned.execute(_TOLD, [lost]).fetchall()
    return {
        sku: Item(
            sku=sku,
            group_key=group_key,
            listing_key=group_key,
            title=title,
            category_path=tuple(filter(None, places.get(sku, "").split("/"))),
            availability="discontinued",
        )
        for sku, title, group_key in told
    }
