"""What products are called in the shop, for tables that know their skus alone."""

from collections.abc import Sequence
from pathlib import Path


def titles(home: Path, skus: Sequence[str]) -> dict[str, str]:
    """Return the titles of `skus` in the current snapshot, where there is a good one."""
    # A snapshot's search is loaded only where something is looked up in it.
    from storefront.catalogue.build import current
    from storefront.catalogue.shelf import Shelf
    from storefront.errors import SnapshotUnusable

    name = current(home)
    if not (skus and name):
        return {}
    try:
        cards = Shelf(home / "catalogue" / name).cards(skus)
    except SnapshotUnusable:
        return {}
    return {card.sku: card.title for card in cards}
