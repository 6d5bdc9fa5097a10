"""The snapshots of a home: which there are, going back to one, removing old ones."""

import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec

from lake.durable import locked
from ledger import audit
from ledger.open import Ledger
from ledger.repricing import PART
from ledger.restored import put_back
from ledger.states import ShelfState
from storefront.catalogue.build import current, use
from storefront.catalogue.item import Item
from storefront.catalogue.manifest import read_manifest
from storefront.catalogue.shelf import Shelf
from storefront.catalogue.verify import verified
from storefront.errors import SnapshotUnusable

_NAME = re.compile(r"[0-9a-f]{32}")
_SHORTEST = 4
_item = msgspec.msgpack.Decoder(Item).decode


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One snapshot as a list shows it; `fault` says why it cannot be used."""

    snapshot: str
    made_at: datetime
    items: int = 0
    guides: int = 0
    in_use: bool = False
    fault: str | None = None


def kept(home: Path) -> list[Kept]:
    """Return all snapshots, the newest first; what is none is passed over."""
    used = current(home)
    found = [_kept(folder, used) for folder in _folders(home)]
    return sorted(found, key=lambda one: (one.made_at, one.snapshot), reverse=True)


def find(home: Path, begin: str) -> Path:
    """Return the folder of the one snapshot whose name begins with `begin`."""
    names = [folder.name for folder in _folders(home)]
    fit = [name for name in names if name.startswith(begin)]
    if len(begin) < _SHORTEST or len(fit) != 1:
        raise SnapshotUnusable(
            f"{begin!r:.80} names {len(fit)} of the {len(names)} snapshots of {home};"
            f" give {_SHORTEST} letters or more of one: harvestman catalogue list"
        )
    return home / "catalogue" / fit[0]


def roll_back(
    home: Path, ledger: Ledger, begin: str | None, actor: str, now: datetime
) -> str:
    """Let the shop use an older snapshot, once it is found whole; return its name.

    Without `begin` it is the newest of those made before the one in use. Its prices are
    in force again: else those of the newer one would be laid over what it shows. They
    come part by part, so that nobody who writes to the ledger waits for long; one that
    is killed leaves the newer catalogue in use, and doing it again does the rest.
    """
    with locked(home / "lake" / ".stage-publish"):
        name = find(home, begin).name if begin else _before(home)
        folder = home / "catalogue" / name
        verified(folder)
        if refused := read_manifest(folder).refused:
            raise SnapshotUnusable(
                f"catalogue snapshot {name} was never in use: {refused}; harvestman"
                " publish --despite-jump puts what it shows into the shop"
            )
        facts = {"from": current(home)}
        with ledger.write() as connection:
            deed = audit.Deed(actor, "catalogue.rolled_back", name, facts)
            audit.record(connection, deed, now)
        sold = _states(folder)
        while part := list(islice(sold, PART)):
            with ledger.write() as connection:
                put_back(connection, part, now)
        use(home, name)
    return name


def _states(folder: Path) -> Iterator[ShelfState]:
    for body in Shelf(folder).bodies():
        item = _item(body)
        yield ShelfState(
            mark=0,
            sku=item.sku,
            price_minor=item.price_minor,
            currency=item.currency,
            was_minor=item.was_minor,
            availability=item.availability,
            checked_at=item.checked_at,
        )


def remove_old(home: Path, most: int, needed: set[str]) -> list[str]:
    """Remove all but the newest `most` that can be used and those `needed`; return them.

    The one to go back to stays in any case, and the newest of those that were refused
    or cannot be read, to be looked at. What a build that was killed left behind goes as well: call it under the lock of
    publishing.
    """
    for rest in (home / "catalogue").glob(".*-*"):
        if rest.name not in needed:
            _remove(rest)
    old = too_old(home, most, needed)
    for name in old:
        _remove(home / "catalogue" / name)
    return old


def too_old(home: Path, most: int, needed: set[str]) -> list[str]:
    """Return the snapshots that `remove_old` would remove."""
    found = kept(home)
    usable = [one.snapshot for one in found if one.fault is None]
    faulty = [one.snapshot for one in found if one.fault is not None]
    spared = {*needed, current(home), _older(found), *usable[:most], *faulty[:1]}
    return [one.snapshot for one in found if one.snapshot not in spared]


def _folders(home: Path) -> Iterator[Path]:
    shelf = home / "catalogue"
    for folder in sorted(shelf.iterdir()) if shelf.is_dir() else ():
        if _NAME.fullmatch(folder.name) and folder.is_dir():
            yield folder


def _kept(folder: Path, used: str | None) -> Kept:
    made_at = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    named = Kept(snapshot=folder.name, made_at=made_at, in_use=folder.name == used)
    try:
        told = read_manifest(folder)
    except SnapshotUnusable as error:
        return msgspec.structs.replace(named, fault=str(error))
    return msgspec.structs.replace(
        named, items=told.items, guides=told.guides, fault=told.refused
    )


def _before(home: Path) -> str:
    """Return the newest usable snapshot that is older than the one in use."""
    name = _older(kept(home))
    if name is None:
        raise SnapshotUnusable(
            f"{home} has no usable snapshot older than the one in use; harvestman"
            " catalogue list shows all"
        )
    return name


def _older(found: Sequence[Kept]) -> str | None:
    at = next((place for place, one in enumerate(found) if one.in_use), None)
    older = [] if at is None else found[at + 1 :]
    return next((one.snapshot for one in older if one.fault is None), None)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
