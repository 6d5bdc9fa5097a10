"""Build a snapshot: a folder named by what it holds, then `current` naming it.

    home/catalogue/<hash>/catalogue.sqlite   what the pages read
                          search/            the index that finds items (search/),
                                             and vectors/ where they are asked for
                          works/<key>.<form> copies of the generated products, and
                                             what their pages show (preview.py)
                          images/            pictures at several widths, and `sums`
                          manifest.json      counts, digests, lake versions
    home/catalogue/current                   the hash of the one in use

The hash is that of the assortment, so the same assortment is never built twice. A
folder appears under its name only when every byte of it is on the disk and was read
back as it should be; one whose bytes changed since is built again and replaced.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from storefront.catalogue import rows
from storefront.catalogue.folder import Contents, sync, write
from storefront.catalogue.item import Assortment
from storefront.catalogue.manifest import SCHEMA_VERSION, sha256
from storefront.catalogue.packing import Pack, pack
from storefront.catalogue.pictured import NO_PICTURES, Album
from storefront.catalogue.verify import is_whole
from storefront.catalogue.works import files_of
from storefront.garbage import uncollected
from storefront.search.synonyms import merchants

_NO_VERSIONS: Mapping[str, int] = {}


class Snapshot(msgspec.Struct, frozen=True):
    """A built snapshot; `written` is False when it was there already, and whole."""

    id: str
    folder: Path
    items: int
    guides: int
    written: bool


class Stock(msgspec.Struct, frozen=True):
    """All that goes into one snapshot; `refused` says why it must not be used.

    Items that were packed already are not among those of the assortment.
    """

    assortment: Assortment
    lake_versions: Mapping[str, int] = _NO_VERSIONS
    album: Album = NO_PICTURES
    refused: str | None = None
    packed: Pack | None = None
    vectors: Path | None = None


def build(
    home: Path, assortment: Assortment, lake_versions: Mapping[str, int] = _NO_VERSIONS
) -> Snapshot:
    """Make the snapshot of `assortment` and let the shop use it."""
    snapshot = make(home, Stock(assortment, lake_versions))
    if snapshot.written or current(home) != snapshot.id:
        use(home, snapshot.id)
    return snapshot


def make(home: Path, stock: Stock) -> Snapshot:
    """Make the snapshot of `stock` unless it is there already, and whole."""
    shelf = home / "catalogue"
    shelf.mkdir(parents=True, exist_ok=True)
    building = tempfile.TemporaryDirectory(prefix=".building-", dir=shelf)
    with building as work, uncollected():
        contents = _contents(home, stock, Path(work))
        name = _name(contents)
        folder = shelf / name
        written = not is_whole(folder)
        if written:
            write(folder, contents, Path(work))
    items, guides = contents.packed.items, contents.rest.guides
    return Snapshot(name, folder, items, len(guides), written)


def use(home: Path, name: str) -> None:
    """Let the shop read the snapshot `name` from now on; also one that was mended."""
    pointer = home / "catalogue" / "current"
    # The name is unique to this process, so two builders never share it.
    fresh = pointer.with_name(f".current-{os.getpid()}")
    fresh.write_text(name)
    sync(fresh)
    fresh.replace(pointer)
    sync(pointer.parent)


def current(home: Path) -> str | None:
    """Return the id of the snapshot in use, or None before the first."""
    try:
        return (home / "catalogue" / "current").read_text().strip()
    except FileNotFoundError:
        return None


def _contents(home: Path, stock: Stock, work: Path) -> Contents:
    """Return what is to be written, all of it in an order that repeats."""
    found = stock.assortment
    items = sorted(found.items, key=lambda item: item.sku)
    return Contents(
        packed=stock.packed or pack(work / "items", items, found.currency),
        rest=_sorted(found),
        works={
            f"{guide.generated_key}.{form}": file
            for guide in found.guides
            for form, file in files_of(home, guide).items()
        },
        album=stock.album,
        synonyms=merchants(home),
        lake_versions=stock.lake_versions,
        refused=stock.refused,
        vectors=stock.vectors,
    )


def _sorted(found: Assortment) -> Assortment:
    return msgspec.structs.replace(
        found,
        items=(),
        guides=tuple(sorted(found.guides, key=lambda g: g.generated_key)),
        programmes=tuple(sorted(found.programmes, key=lambda p: p.programme_key)),
        aliases=dict(sorted(found.aliases.items())),
        gone=tuple(sorted(found.gone, key=lambda item: item.sku)),
    )


def _name(contents: Contents) -> str:
    """Return the hash of all that the snapshot shows."""
    rest = contents.rest
    digest = hashlib.blake2b(digest_size=16)
    first = (SCHEMA_VERSION, rest.currency, rest.price_mark, contents.synonyms)
    digest.update(msgspec.msgpack.encode((*first, contents.refused is not None)))
    digest.update(contents.packed.digest)
    for things in (rest.guides, rest.programmes, rest.gone):
        for thing in things:
            digest.update(rows.packed(thing))
    for name, file in sorted(contents.works.items()):
        digest.update(f"{name} {sha256(file)}\n".encode())
    digest.update(msgspec.msgpack.encode(rest.aliases))
    if contents.vectors:
        digest.update(f"vectors {sha256(contents.vectors)}\n".encode())
    return digest.hexdigest()
