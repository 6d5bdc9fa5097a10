"""Publish: pin the lake, give each group its sku, make the snapshot, tell, swap.

Each step can be done again. The swap is last: a run that dies before it leaves the old
catalogue in place, and the next one finds its skus minted, its snapshot made and its
rows told. A run without news writes nothing.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import structlog

from lake.derive import refresh
from lake.durable import locked
from lake.load import append
from lake.pin import pin
from lake.store import Lake
from lake.tables import schema
from ledger import approvals, audit, skus
from ledger.open import Ledger
from ledger.prices import reprice
from ledger.rules import kind_prices
from ledger.states import middle_in_force
from storefront.catalogue import embedded, found
from storefront.catalogue.build import Snapshot, Stock, current, make, use
from storefront.catalogue.gather import gather
from storefront.catalogue.gone import with_old_addresses
from storefront.catalogue.group import groups
from storefront.catalogue.item import Guide, Item, WorkFile
from storefront.catalogue.jump import jump
from storefront.catalogue.offered import on_sale
from storefront.catalogue.packing import pack
from storefront.catalogue.pictured import (
    NO_PICTURES,
    Album,
    album,
    album_in,
    reader,
    with_pictures,
)
from storefront.catalogue.priced import costs, priced, priced_works
from storefront.catalogue.rows import digest, packed
from storefront.catalogue.shelf import Shelf
from storefront.catalogue.snapshots import kept, remove_old
from storefront.catalogue.works import files_of
from storefront.errors import CatalogueJumped, GuideRefused, SnapshotUnusable
from storefront.settings import ShopSettings

log = structlog.get_logger()


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What one run did; `unchanged` means that it wrote nothing."""

    published: int
    new: int
    changed: int
    withdrawn: int
    guides: int
    unchanged: bool
    snapshot: str


def publish(
    lake: Lake,
    ledger: Ledger,
    settings: ShopSettings,
    now: datetime,
    *,
    despite_jump: bool = False,
) -> Published:
    """Make what the lake holds now the catalogue of the shop.

    One that is too unlike the one in use is built and refused, unless `despite_jump`.
    """
    # Like a stage: what is forgotten meanwhile must not be published after all.
    with locked(lake.folder / ".stage-publish"), _workshop(lake.home) as work:
        run = _Run(lake, ledger, settings, now, work)
        return run.finish(run.stock(), despite_jump=despite_jump)


@contextmanager
def _workshop(home: Path) -> Iterator[Path]:
    """Give a folder for new pictures, which are gone at the end but for their links."""
    shelf = home / "catalogue"
    shelf.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".pictures-", dir=shelf) as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class _Run:
    lake: Lake
    ledger: Ledger
    settings: ShopSettings
    now: datetime
    work: Path

    def stock(self) -> "_Stocked":
        """Return all that the lake holds for the shop, without prices."""
        refresh(self.lake)
        home, versions = self.lake.home, pin(self.lake).versions
        seen = found.read(home, self.lake.settings)
        with self.ledger.write() as connection:
            sku_by_group = skus.mint(connection, groups(seen), self.now)
        assortment = gather(seen, sku_by_group, self.settings)
        before = _open(home)
        images = {image.url: image for image in seen.images}
        known = _album(before)
        drawn = album(assortment.items, images, known, self.work, reader(home))
        told = {o.entity_key: o.text for o in seen.summaries if o.kind == "generated"}
        with self.ledger.read() as connection:
            guides = on_sale(seen.editions, approvals.standing(connection), told)
            works = priced_works(guides, kind_prices(connection))
            assortment = msgspec.structs.replace(
                assortment,
                items=tuple(with_pictures(assortment.items, images, drawn)),
                guides=_at_hand(home, works),
            )
            assortment = with_old_addresses(assortment, connection, self.lake)
        vectors = self._vectors(assortment.items)
        return _Stocked(
            Stock(assortment, versions, drawn, vectors=vectors), before, seen.told
        )

    def _vectors(self, items: Sequence[Item]) -> Path | None:
        """Return the file of what enriching told of `items`, where it is asked for."""
        if not self.settings.rerank:
            return None
        file = self.work / "vectors.npy"
        return embedded.write(self.lake.home, self.lake.settings, items, file)

    def finish(self, stocked: "_Stocked", *, despite_jump: bool) -> Published:
        """Price what is stocked, build it, tell of it and let the shop use it."""
        before, home = stocked.before, self.lake.home
        try:
            stock = self._priced(stocked, despite_jump=despite_jump)
        except _Refused as refused:
            snapshot = make(home, refused.stock)
            self._tidy(before, snapshot)
            raise CatalogueJumped(
                f"the new catalogue is not put into the shop: {refused.stock.refused};"
                f" it is built as {snapshot.id}; harvestman publish --despite-jump puts"
                " it into the shop all the same"
            ) from None
        snapshot = make(home, stock)
        items = stock.assortment.items
        result = _compared(items, before, snapshot, current(home))
        if not result.unchanged:
            if snapshot.id != stocked.told:
                append(self.lake, "publish", {"catalogue": _told(items, snapshot)})
                pin(self.lake)  # what is on sale is what analysts see as well
            _record(self.ledger, result, self.now)
            use(home, snapshot.id)
        self._tidy(before, snapshot)
        log.info("catalogue_published", **msgspec.structs.asdict(result))
        return result

    def _tidy(self, before: Shelf, made: Snapshot) -> None:
        needed = {before.id, made.id, self.work.name}
        remove_old(self.lake.home, self.settings.kept_snapshots, needed)

    def _priced(self, stocked: "_Stocked", *, despite_jump: bool) -> Stock:
        """Return the stock at our prices; of a refused one no price comes into force."""
        found = stocked.stock.assortment
        with self.ledger.write() as connection:
            in_force = middle_in_force(connection, self.settings.currency)
            asked = reprice(
                connection,
                costs(found.items),
                self.now,
                self.settings.markup_percent * 100,
            )
            found = msgspec.structs.replace(
                found,
                items=priced(found.items, asked.prices, skus.minted(connection)),
                price_mark=asked.mark,
            )
            items = sorted(found.items, key=lambda item: item.sku)
            whole = pack(self.work / "items", items, found.currency)
            stock = msgspec.structs.replace(
                stocked.stock, assortment=found, packed=whole
            )
            refused = jump(stocked.before, whole, self.settings, in_force)
            if refused and not despite_jump:
                # Raised in here, so that the ledger takes the new prices back.
                raise _Refused(msgspec.structs.replace(stock, refused=refused))
        return stock


class _Stocked(msgspec.Struct, frozen=True):
    stock: Stock
    before: Shelf
    told: str | None
    """The snapshot that the lake was told of last."""


class _Refused(Exception):
    def __init__(self, stock: Stock) -> None:
        super().__init__(stock.refused)
        self.stock = stock


def _album(before: Shelf) -> Album:
    """Return the pictures that the snapshot before has."""
    if before.folder is None:
        return NO_PICTURES
    return album_in(before.folder / "images", before.sizes())


def _open(home: Path) -> Shelf:
    """Return the shelf in use; where it is damaged the newest that can be read."""
    used = current(home)
    if used is None:
        return Shelf(None)
    others = [one.snapshot for one in kept(home) if one.fault is None]
    for name in dict.fromkeys((used, *others)):
        try:
            shelf = Shelf(home / "catalogue" / name)
            # All that is asked of it later: a torn page must not end the run then.
            shelf.sizes(), shelf.digests(), shelf.priced("")
        except (SnapshotUnusable, sqlite3.Error, OSError, ValueError) as error:
            log.warning("snapshot_passed_over", snapshot=name, reason=str(error))
        else:
            return shelf
    return Shelf(None)


def _at_hand(home: Path, guides: Sequence[Guide]) -> tuple[Guide, ...]:
    """Leave out guides without their file: one lost file must not close the shop."""
    kept = []
    for guide in guides:
        whole = msgspec.structs.replace(guide, forms=())
        try:
            files_of(home, whole)
        except GuideRefused as error:
            log.warning("guide_left_out", reason=str(error))
        else:
            forms = tuple(one for one in guide.forms if _has(home, whole, one))
            kept.append(msgspec.structs.replace(guide, forms=forms))
    return tuple(kept)


def _has(home: Path, guide: Guide, form: WorkFile) -> bool:
    try:
        files_of(home, msgspec.structs.replace(guide, forms=(form,)))
    except GuideRefused as error:
        log.info("form_left_out", reason=str(error))
        return False
    return True


def _compared(
    items: Sequence[Item], before: Shelf, snapshot: Snapshot, used: str | None
) -> Published:
    was = before.digests()
    now = {item.sku: digest(packed(item)) for item in items}
    return Published(
        published=len(items),
        new=len(now.keys() - was.keys()),
        changed=sum(now.get(sku, one) != one for sku, one in was.items()),
        withdrawn=len(was.keys() - now.keys()),
        guides=snapshot.guides,
        unchanged=used == snapshot.id and not snapshot.written,
        snapshot=snapshot.id,
    )


def _told(items: Sequence[Item], snapshot: Snapshot) -> pa.Table:
    """Return what the shop sells from now on as rows of the lake's `catalogue`."""
    told = [
        {
            "sku": item.sku,
            "snapshot": snapshot.id,
            "group_key": item.group_key,
            "title": item.title,
            "price_minor": item.price_minor,
            "status": "listed",
            "score": item.score,
        }
        for item in items
    ]
    return pa.Table.from_pylist(told, schema=schema("catalogue", common=False))


def _record(ledger: Ledger, result: Published, now: datetime) -> None:
    facts = msgspec.structs.asdict(result)
    deed = audit.Deed("publish", "catalogue.published", result.snapshot, facts)
    with ledger.write() as connection:
        audit.record(connection, deed, now)
