"""Write the folder of a snapshot, read it back, and give it its name.

Of many items the database is written in one process, and the index of items in another:
the first one that is done writes the words and suggestions as well.
"""

import multiprocessing
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from storefront.catalogue import database, preview
from storefront.catalogue.item import Assortment
from storefront.catalogue.manifest import SCHEMA_VERSION, SUMS, Manifest, sha256
from storefront.catalogue.packing import Pack
from storefront.catalogue.pictured import Album
from storefront.catalogue.verify import verified
from storefront.catalogue.works import main_form
from storefront.search import index, meanings

# A process that starts costs half a second.
_WORTH_A_PROCESS = 20_000


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """All that a snapshot is made of; `rest` is the assortment without its items.

    `works` are the files of guides by their names in the snapshot.
    """

    packed: Pack
    rest: Assortment
    works: Mapping[str, Path]
    album: Album
    synonyms: str
    lake_versions: Mapping[str, int]
    refused: str | None
    vectors: Path | None = None


def write(wanted: Path, contents: Contents, work: Path) -> None:
    """Write the folder `wanted`, at first in `work`; it is whole once it is there."""
    folder = work / "snapshot"
    folder.mkdir()
    _write_works(folder / "works", contents)
    _write_images(folder / "images", contents.album)
    _write_tables(folder, contents)
    if contents.vectors:
        vectors = folder / "search" / "vectors"
        meanings.write(vectors, contents.packed.path, contents.vectors)
    manifest = _manifest(wanted.name, contents, folder)
    text = msgspec.json.format(msgspec.json.encode(manifest))
    (folder / "manifest.json").write_bytes(text)
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)
    verified(folder)
    if wanted.exists():  # damaged: it goes with the folder of this build
        wanted.rename(work / "damaged")
    folder.rename(wanted)
    sync(wanted.parent)


def sync(path: Path) -> None:
    """Let what stands at `path` outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_tables(folder: Path, contents: Contents) -> None:
    packed, search = contents.packed.path, folder / "search"
    tables = (folder / "catalogue.sqlite", packed, contents.rest, _sizes(contents))
    found = (search, packed, contents.rest.currency, contents.synonyms)
    if contents.packed.items < _WORTH_A_PROCESS:
        database.write(*tables)
        index.write_items(*found)
        index.write_words(search, packed)
        return
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
        written = other.submit(database.write, *tables)
        told = other.submit(index.write_words, search, packed)
        index.write_items(*found)
        written.result(), told.result()


def _manifest(name: str, contents: Contents, folder: Path) -> Manifest:
    packed, rest = contents.packed, contents.rest
    return Manifest(
        snapshot=name,
        schema_version=SCHEMA_VERSION,
        items=packed.items,
        guides=len(rest.guides),
        middle_price_minor=packed.middle_price_minor,
        price_mark=rest.price_mark,
        refused=contents.refused,
        lake_versions=dict(sorted(contents.lake_versions.items())),
        files=_digests(folder),
    )


def _write_works(folder: Path, contents: Contents) -> None:
    folder.mkdir()
    for name, file in contents.works.items():
        shutil.copyfile(file, folder / name)
    preview.write_all(folder, contents.rest.guides)


def _sizes(contents: Contents) -> dict[str, int]:
    """Return the bytes of the main file of each guide."""
    return {
        guide.generated_key: contents.works[f"{guide.generated_key}.{main_form(guide)}"]
        .stat()
        .st_size
        for guide in contents.rest.guides
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
