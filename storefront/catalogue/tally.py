"""What is counted while items go by: categories, pictures, and the figures pages quote."""

from collections import Counter
from typing import TYPE_CHECKING

from storefront.catalogue.item import Assortment
from storefront.catalogue.listed import Listed
from storefront.catalogue.rows import Row
from storefront.search.naming import category_keys

if TYPE_CHECKING:
    from datetime import datetime


class Tally:
    """Counts the items that it is given."""

    def __init__(self) -> None:
        self._paths: Counter[tuple[str, ...]] = Counter()
        self._sizes: dict[str, tuple[int, int]] = {}
        self._hosts: set[str] = set()
        self._offers = 0
        self._checked_at: datetime | None = None

    def add(self, item: Listed) -> None:
        """Count `item`."""
        self._paths[item.category_path] += 1
        self._sizes |= {one.name: (one.width, one.height) for one in item.pictures}
        self._hosts.update(offer.host for offer in item.offers)
        self._offers += len(item.offers)
        last = self._checked_at
        if item.checked_at and (last is None or last < item.checked_at):
            self._checked_at = item.checked_at

    def category_rows(self) -> list[Row]:
        """Return the tree of categories; an item counts at each level above it too."""
        names: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for path, number in self._paths.items():
            for key, name in zip(category_keys(path), path, strict=True):
                counts[key] += number
                names.setdefault(key, name)
        return [
            (key, key.rpartition("/")[0], names[key], counts[key])
            for key in sorted(names)
        ]

    def picture_rows(self) -> list[Row]:
        """Return the pictures of all items, each once."""
        return [(name, *size) for name, size in sorted(self._sizes.items())]

    def total_rows(self, rest: Assortment) -> list[Row]:
        """Return the figures that the pages quote; `rest` is all but the items."""
        last = self._checked_at
        return [
            ("checked_at", last.isoformat() if last else None),
            ("currency", rest.currency),
            ("guides", len(rest.guides)),
            ("items", self._paths.total()),
            ("offers", self._offers),
            ("price_mark", rest.price_mark),
            ("programmes", len(rest.programmes)),
            ("shops", len(self._hosts)),
        ]
