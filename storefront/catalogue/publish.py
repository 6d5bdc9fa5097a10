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
import structlog

from lake.durable import locked
from lake.load import append
from lake.pin import pin
from lake.store import Lake
from ledger import audit
from ledger.open import Ledger
from ledger.repricing import Repricing
from ledger.states import middle_in_force
from storefront.catalogue import embedded
from storefront.catalogue.build import Snapshot, Stock, current, make, use
from storefront.catalogue.differences import differences
from storefront.catalogue.jump import jump
from storefront.catalogue.packing import Pack
from storefront.catalogue.pictured import NO_PICTURES, Album, album_in
from storefront.catalogue.shelf import Shelf
from storefront.catalogue.snapshots import kept, remove_old
from storefront.catalogue.stocking import Stocking
from storefront.catalogue.told import told
from storefront.errors import CatalogueJumped, SnapshotUnusable
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
        """Return all that the lake holds for the shop, at prices not yet in force."""
        before = _open(self.lake.home)
        stocking = Stocking(self.lake, self.ledger, self.settings, self.now, self.work)
        found = stocking.stocked(_album(before))
        vectors = self._vectors(stocking.listings)
        stock = msgspec.structs.replace(found.stock, vectors=vectors)
        return _Stocked(stock, found.packed, found.prices, before, found.told)

    def _vectors(self, listings: Sequence[str]) -> Path | None:
        """Return the file of what enriching told of items, where it is asked for."""
        if not self.settings.rerank:
            return None
        file = self.work / "vectors.npy"
        return embedded.write(self.lake.home, self.lake.settings, listings, file)

    def finish(self, stocked: "_Stocked", *, despite_jump: bool) -> Published:
        """Price what is stocked, build it, tell of it and let the shop use it."""
        before, home = stocked.before, self.lake.home
        stock = self._in_force(stocked, despite_jump=despite_jump)
        snapshot = make(home, stock)
        result = self._compared(before, snapshot, current(home))
        if not result.unchanged:
            if snapshot.id != stocked.told:
                rows = told(stocked.packed.path, snapshot.id)
                append(self.lake, "publish", {"catalogue": rows})
                pin(self.lake)  # what is on sale is what analysts see as well
            _record(self.ledger, result, self.now)
            use(home, snapshot.id)
        self._tidy(before, snapshot)
        log.info("catalogue_published", **msgspec.structs.asdict(result))
        return result

    def _tidy(self, before: Shelf, made: Snapshot) -> None:
        needed = {before.id, made.id, self.work.name}
        remove_old(self.lake.home, self.settings.kept_snapshots, needed)

    def _in_force(self, stocked: "_Stocked", *, despite_jump: bool) -> Stock:
        """Return the stock at prices in force; those of a refused one do not come."""
        with self.ledger.read() as connection:
            middle = middle_in_force(connection, self.settings.currency)
        refused = jump(stocked.before, stocked.packed, self.settings, middle)
        if refused and not despite_jump:
            stock = msgspec.structs.replace(stocked.stock, refused=refused)
            snapshot = make(self.lake.home, stock)
            self._tidy(stocked.before, snapshot)
            raise CatalogueJumped(
                f"the new catalogue is not put into the shop: {refused}; it is built as"
                f" {snapshot.id}; harvestman publish --despite-jump puts it into the"
                " shop all the same"
            )
        mark = stocked.prices.enforce()
        rest = msgspec.structs.replace(stocked.stock.assortment, price_mark=mark)
        return msgspec.structs.replace(stocked.stock, assortment=rest)

    @staticmethod
    def _compared(before: Shelf, snapshot: Snapshot, used: str | None) -> Published:
        changes = differences(before.folder, snapshot.folder)
        return Published(
            published=snapshot.items,
            new=changes.new,
            changed=changes.changed,
            withdrawn=changes.withdrawn,
            guides=snapshot.guides,
            unchanged=used == snapshot.id and not snapshot.written,
            snapshot=snapshot.id,
        )


class _Stocked(msgspec.Struct, frozen=True):
    stock: Stock
    packed: Pack
    prices: Repricing
    before: Shelf
    told: str | None
    """The snapshot that the lake was told of last."""


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
        folder = home / "catalogue" / name
        try:
            shelf = Shelf(folder)
            # All that is asked of it later: a torn page must not end the run then.
            shelf.sizes(), shelf.priced("")
            differences(folder, folder)
        except (SnapshotUnusable, sqlite3.Error, OSError, ValueError) as error:
            log.warning("snapshot_passed_over", snapshot=name, reason=str(error))
        else:
            return shelf
    return Shelf(None)


def _record(ledger: Ledger, result: Published, now: datetime) -> None:
    facts = msgspec.structs.asdict(result)
    deed = audit.Deed("publish", "catalogue.published", result.snapshot, facts)
    with ledger.write() as connection:
        audit.record(connection, deed, now)
