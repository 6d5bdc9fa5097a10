"""From the pinned lake to packed items at our prices, some thousand at a time.

    groups -> skus -> survey -> part by part: gather, picture, price, pack

Nothing of it is in force yet: prices are brought into force once the whole is found to
be like what the shop sells, and the snapshot is made of the pack.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from lake.derive import refresh
from lake.pin import pin
from lake.store import Lake
from ledger import approvals, skus
from ledger.minting import mint_all
from ledger.open import Ledger
from ledger.repricing import Repricing
from ledger.works import costs_of_works
from storefront.catalogue.build import Stock
from storefront.catalogue.found import Found
from storefront.catalogue.gather import gathered, programmes
from storefront.catalogue.gone import with_old_addresses
from storefront.catalogue.guides import at_hand
from storefront.catalogue.item import Assortment, Guide, Item
from storefront.catalogue.offered import on_sale
from storefront.catalogue.packing import Pack, Packing
from storefront.catalogue.parts import Parts, opened
from storefront.catalogue.pictured import Album, Gallery, reader
from storefront.catalogue.priced import costs, priced, priced_works
from storefront.catalogue.survey import Survey, survey
from storefront.catalogue.together import beside, with_together
from storefront.settings import ShopSettings


class Stocked(msgspec.Struct, frozen=True):
    """What would be sold, and at which prices."""

    stock: Stock
    packed: Pack
    prices: Repricing
    told: str | None
    """The snapshot that the lake was told of last."""


@dataclass(frozen=True, slots=True)
class Stocking:
    """One way from the lake to the pack; new files go into the folder `work`."""

    lake: Lake
    ledger: Ledger
    settings: ShopSettings
    now: datetime
    work: Path
    listings: list[str] = field(default_factory=list)
    """The listing that speaks for each item, in the order of the pack."""

    def stocked(self, known: Album) -> Stocked:
        """Pack all that the lake holds for the shop; `known` are pictures there are."""
        refresh(self.lake)
        versions = pin(self.lake).versions
        with opened(self.lake.home, self.lake.settings) as parts:
            rest, minted = parts.rest(), self._minted(parts)
            prices = Repricing(
                self.ledger, self.now, self.settings.markup_percent * 100
            )
            gallery = Gallery(known, self.work, reader(self.lake.home))
            packing = Packing(self.work / "items", self.settings.currency)
            for item in self._items(parts, rest, minted, (prices, gallery)):
                packing.add(item)
                self.listings.append(item.listing_key)
        assortment = self._rest(rest, {*minted.values()}, prices)
        packed = packing.close()
        stock = Stock(assortment, versions, gallery.shown(), packed=packed)
        return Stocked(stock, packed, prices, rest.told)

    def _minted(self, parts: Parts) -> Mapping[str, str]:
        """Return the sku of each group, and cut what was found in their order."""
        minted = mint_all(self.ledger, parts.groups(), self.now)
        parts.cut(minted)
        return minted

    def _items(
        self,
        parts: Parts,
        rest: Found,
        minted: Mapping[str, str],
        by: tuple[Repricing, "Gallery"],
    ) -> Iterator[Item]:
        """Yield what is sold in the order of its skus."""
        prices, gallery = by
        known = survey(parts.survey(), minted, self.settings.language)
        together = beside(rest.together, {*minted.values()})
        with self.ledger.read() as connection:
            added = skus.minted(connection)
        for found in parts:
            whole = msgspec.structs.replace(found, rates=rest.rates)
            items = gallery.hung(self._gathered(whole, known, together), found.images)
            asked = prices.price(list(costs(items)))
            yield from sorted(priced(items, asked, added), key=_sku)

    def _gathered(
        self, found: Found, known: Survey, together: Mapping[str, Sequence[str]]
    ) -> list[Item]:
        return with_together(gathered(found, known, self.settings), together)

    def _rest(self, rest: Found, sold: set[str], prices: Repricing) -> Assortment:
        """Return all that is sold or shown beside the items."""
        assortment = Assortment(
            items=(),
            guides=self._works(rest, prices),
            programmes=programmes(rest),
            currency=self.settings.currency,
        )
        with self.ledger.read() as connection:
            return with_old_addresses(assortment, sold, connection, self.lake)

    def _works(self, rest: Found, prices: Repricing) -> tuple[Guide, ...]:
        """Return the works on sale whose files are at hand, at our prices."""
        told = {o.entity_key: o.text for o in rest.summaries if o.kind == "generated"}
        with self.ledger.read() as connection:
            decided = approvals.standing(connection)
        guides = at_hand(self.lake.home, on_sale(rest.editions, decided, told))
        kinds = {guide.generated_key: guide.kind for guide in guides}
        asked = costs_of_works(self.ledger, kinds, self.now)
        in_force = prices.price(list(asked.values()))
        return tuple(priced_works(guides, asked, in_force))


def _sku(item: Item) -> str:
    return item.sku
