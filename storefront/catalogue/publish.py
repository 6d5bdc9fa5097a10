"""Publish: pin the lake, give each group its sku, make the snapshot, tell, swap.

Each step can be done again. The swap is last: a run that dies before it leaves the old
catalogue in place, and the next one finds its skus minted, its snapshot made and its
rows told. A run without news writes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
from storefront.catalogue import found
from storefront.catalogue.build import Snapshot, Stock, current, make, use
from storefront.catalogue.gather import gather
from storefront.catalogue.group import groups
from storefront.catalogue.item import Assortment, Guide, Item, WorkFile
from storefront.catalogue.offered import on_sale
from storefront.catalogue.rows import digest, packed
from storefront.catalogue.shelf import Shelf
from storefront.catalogue.works import files_of
from storefront.errors import GuideRefused, SnapshotUnusable
from storefront.money import marked_up
from storefront.settings import ShopSettings

if TYPE_CHECKING:
    from sqlalchemy import Connection

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
    lake: Lake, ledger: Ledger, settings: ShopSettings, now: datetime
) -> Published:
    """Make what the lake holds now the catalogue of the shop."""
    # Like a stage: what is forgotten meanwhile must not be published after all.
    with locked(lake.folder / ".stage-publish"):
        return _publish(lake, ledger, settings, now)


def _publish(
    lake: Lake, ledger: Ledger, settings: ShopSettings, now: datetime
) -> Published:
    refresh(lake)
    versions = pin(lake).versions
    seen = found.read(lake.home, lake.settings)
    with ledger.write() as connection:
        sku_by_group = skus.mint(connection, groups(seen), now)
    assortment = gather(seen, sku_by_group, settings)
    before = _open(lake.home)
    told = {o.entity_key: o.text for o in seen.summaries if o.kind == "generated"}
    with ledger.read() as connection:
        aliases = _aliases(connection, assortment, before)
        guides = on_sale(seen.editions, approvals.standing(connection), told)
        minted = skus.minted(connection)
    assortment = msgspec.structs.replace(
        assortment,
        items=tuple(
            _priced(item, minted.get(item.sku), settings) for item in assortment.items
        ),
        aliases=aliases,
        guides=_at_hand(lake.home, guides),
    )
    snapshot = make(lake.home, Stock(assortment, versions))
    result = _compared(assortment.items, before, snapshot)
    if not result.unchanged:
        if snapshot.id != seen.told:
            append(lake, "publish", {"catalogue": _told(assortment.items, snapshot)})
            pin(lake)  # what is on sale is what analysts see as well
        _record(ledger, result, now)
        use(lake.home, snapshot.id)
    log.info("catalogue_published", **msgspec.structs.asdict(result))
    return result


def _priced(item: Item, added_at: datetime | None, settings: ShopSettings) -> Item:
    cost = item.price_minor
    return msgspec.structs.replace(
        item,
        added_at=added_at,
        price_minor=cost and marked_up(cost, settings.markup_percent),
    )


def _open(home: Path) -> Shelf:
    """Return the shelf of the snapshot in use; an empty one where none can be read."""
    name = current(home)
    try:
        return Shelf(home / "catalogue" / name if name else None)
    except SnapshotUnusable as error:
        log.warning("snapshot_passed_over", reason=str(error))
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


def _aliases(
    connection: "Connection", assortment: Assortment, before: Shelf
) -> dict[str, str]:
    """Lead skus that are no longer sold to those that they were merged into."""
    sold = {item.sku for item in assortment.items}
    gone = set(before.digests()) | set(before.aliases())
    heirs = {sku: skus.resolve(connection, sku) for sku in sorted(gone - sold)}
    return {sku: heir for sku, heir in heirs.items() if heir in sold}


def _compared(items: Sequence[Item], before: Shelf, snapshot: Snapshot) -> Published:
    was = before.digests()
    now = {item.sku: digest(packed(item)) for item in items}
    return Published(
        published=len(items),
        new=len(now.keys() - was.keys()),
        changed=sum(now.get(sku, one) != one for sku, one in was.items()),
        withdrawn=len(was.keys() - now.keys()),
        guides=snapshot.guides,
        unchanged=before.id == snapshot.id,
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
