"""Build a snapshot: a folder named by what it holds, then `current` naming it.

    home/catalogue/<hash>/catalogue.sqlite   what the pages read
                          search/            the index that finds items (search/)
                          works/<key>.<form> copies of the generated products, and
                                             what their pages show (preview.py)
                          images/            pictures at several widths, and `sums`
                          manifest.json      counts, digests, lake versions
    home/catalogue/current                   the hash of the one in use

The hash is that of the assortment, so the same assortment is never built twice. A
folder appears under its name only when every byte of it is on the disk and was read
back as it should be; one whose bytes changed since is built again and replaced.
"""

import gc
import hashlib
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median_low

import msgspec

from storefront.catalogue import database, preview, rows
from storefront.catalogue.item import Assortment
from storefront.catalogue.manifest import (
    SCHEMA_VERSION,
    SUMS,
    Manifest,
    sha256,
)
from storefront.catalogue.packing import Packing
from storefront.catalogue.pictured import NO_PICTURES, Album
from storefront.catalogue.verify import is_whole, verified
from storefront.catalogue.works import files_of, main_form
from storefront.search import index
from storefront.search.synonyms import merchants

# A process that starts costs half a second.
_WORTH_A_PROCESS = 20_000
_NO_VERSIONS: Mapping[str, int] = {}


class Snapshot(msgspec.Struct, frozen=True):
    """A built snapshot; `written` is False when it was there already, and whole."""

    id: str
    folder: Path
    items: int
    guides: int
    written: bool


class Stock(msgspec.Struct, frozen=True):
    """All that goes into one snapshot; `refused` says why it must not be used."""

    assortment: Assortment
    lake_versions: Mapping[str, int] = _NO_VERSIONS
    album: Album = NO_PICTURES
    refused: str | None = None
    synonyms: str = ""
    works: Mapping[str, Path] = {}


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
    stock = msgspec.structs.replace(
        stock,
        assortment=_sorted(stock.assortment),
        works=_work_files(home, stock.assortment),
        synonyms=merchants(home),
    )
    shelf = home / "catalogue"
    shelf.mkdir(parents=True, exist_ok=True)
    building = tempfile.TemporaryDirectory(prefix=".building-", dir=shelf)
    with building as work, _uncollected():
        pack = Path(work) / "items"
        name = _packed(stock, pack)
        folder = shelf / name
        written = not is_whole(folder)
        if written:
            _write_folder(folder, stock, pack)
    found = stock.assortment
    return Snapshot(name, folder, len(found.items), len(found.guides), written)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: among millions of items that stay it takes a seventh."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def use(home: Path, name: str) -> None:
    """Let the shop read the snapshot `name` from now on; also one that was mended."""
    pointer = home / "catalogue" / "current"
    # The name is unique to this process, so two builders never share it.
    fresh = pointer.with_name(f".current-{os.getpid()}")
    fresh.write_text(name)
    _sync(fresh)
    fresh.replace(pointer)
    _sync(pointer.parent)


def current(home: Path) -> str | None:
    """Return the id of the snapshot in use, or None before the first."""
    try:
        return (home / "catalogue" / "current").read_text().strip()
    except FileNotFoundError:
        return None


def middle_price(assortment: Assortment) -> int | None:
    """Return the price that half of the items are above, in the shop's currency."""
    found = prices(assortment)
    return median_low(found) if found else None


def prices(assortment: Assortment) -> list[int]:
    """Return all prices in the shop's currency."""
    return [
        item.price_minor
        for item in assortment.items
        if item.price_minor is not None and item.currency == assortment.currency
    ]


def _sorted(assortment: Assortment) -> Assortment:
    return msgspec.structs.replace(
        assortment,
        items=tuple(sorted(assortment.items, key=lambda item: item.sku)),
        guides=tuple(sorted(assortment.guides, key=lambda g: g.generated_key)),
        programmes=tuple(sorted(assortment.programmes, key=lambda p: p.programme_key)),
        aliases=dict(sorted(assortment.aliases.items())),
        gone=tuple(sorted(assortment.gone, key=lambda item: item.sku)),
    )


def _work_files(home: Path, assortment: Assortment) -> dict[str, Path]:
    """Return the files of all guides by their names in a snapshot."""
    return {
        f"{guide.generated_key}.{form}": file
        for guide in assortment.guides
        for form, file in files_of(home, guide).items()
    }


def _packed(stock: Stock, pack: Path) -> str:
    """Write the items into the file `pack`, and return the hash of the whole stock."""
    found = stock.assortment
    digest = hashlib.blake2b(digest_size=16)
    first = (SCHEMA_VERSION, found.currency, found.price_mark, stock.synonyms)
    digest.update(msgspec.msgpack.encode((*first, stock.refused is not None)))
    packing = Packing(pack)
    for item in found.items:
        body = rows.packed(item)
        digest.update(body)
        packing.add(body)
    packing.close()
    for things in (found.guides, found.programmes, found.gone):
        for thing in things:
            digest.update(rows.packed(thing))
    for name, file in sorted(stock.works.items()):
        digest.update(f"{name} {sha256(file)}\n".encode())
    digest.update(msgspec.msgpack.encode(found.aliases))
    return digest.hexdigest()


def _write_folder(wanted: Path, stock: Stock, pack: Path) -> None:
    folder = pack.with_name("snapshot")
    folder.mkdir()
    found = stock.assortment
    _write_works(folder / "works", stock)
    _write_images(folder / "images", stock.album)
    _write_tables(folder, stock, pack)
    manifest = Manifest(
        snapshot=wanted.name,
        schema_version=SCHEMA_VERSION,
        items=len(found.items),
        guides=len(found.guides),
        middle_price_minor=middle_price(found),
        price_mark=found.price_mark,
        refused=stock.refused,
        lake_versions=dict(sorted(stock.lake_versions.items())),
        files=_digests(folder),
    )
    text = msgspec.json.format(msgspec.json.encode(manifest))
    (folder / "manifest.json").write_bytes(text)
    _sync_tree(folder)
    verified(folder)
    if wanted.exists():  # damaged: it goes with the folder of this build
        wanted.rename(pack.with_name("damaged"))
    folder.rename(wanted)
    _sync(wanted.parent)


def _write_tables(folder: Path, stock: Stock, pack: Path) -> None:
    """Write the database and the search index; of many items, both at the same time."""
    found = stock.assortment
    rest = msgspec.structs.replace(found, items=())
    task = (folder / "catalogue.sqlite", pack, rest, _main_sizes(stock))
    if len(found.items) < _WORTH_A_PROCESS:
        database.write(*task)
        _write_index(folder, stock)
        return
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        written = other.submit(database.write, *task)
        _write_index(folder, stock)
        written.result()


def _write_index(folder: Path, stock: Stock) -> None:
    found = stock.assortment
    places = enumerate(found.items, 1)
    index.write(folder / "search", places, found.currency, stock.synonyms)


def _write_works(folder: Path, stock: Stock) -> None:
    folder.mkdir()
    for name, file in stock.works.items():
        shutil.copyfile(file, folder / name)
    preview.write_all(folder, stock.assortment.guides)


def _main_sizes(stock: Stock) -> dict[str, int]:
    return {
        guide.generated_key: stock.works[f"{guide.generated_key}.{main_form(guide)}"]
        .stat()
        .st_size
        for guide in stock.assortment.guides
    }


def _write_images(folder: Path, album: Album) -> None:
    """Put the copies of all pictures into `folder`: links to bytes that never change."""
    folder.mkdir()
    sums = []
    for file in sorted(album.files(), key=lambda one: one.name):
        try:
            os.link(file, folder / file.name)
        except OSError:  # another disk, or one without links
            shutil.copyfile(file, folder / file.name)
        # Of what is carried along the former one: what rots now is found out below.
        digest = album.sums.get(file.name) or sha256(folder / file.name)
        sums.append(f"{digest}  {file.name}\n")
    (folder / SUMS).write_text("".join(sums))


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in files
        # Their digests are in a file of their own, which nobody reads to open a shop.
        if path.parent.name != "images" or path.name == SUMS
    }


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
