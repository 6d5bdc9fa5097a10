"""Build a snapshot: a folder named by what it holds, then `current` naming it.

    home/catalogue/<hash>/catalogue.sqlite   what the pages read
                          works/<key>.<form> copies of the generated products, and
                                             what their pages show (preview.py)
                          manifest.json      counts, digests, lake versions
    home/catalogue/current                   the hash of the one in use

The hash is that of the assortment, so the same assortment is never built twice. A
folder appears under its name only when every byte of it is on the disk.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from storefront.catalogue import database, preview, rows
from storefront.catalogue.item import Assortment
from storefront.catalogue.manifest import SCHEMA_VERSION, Manifest
from storefront.catalogue.works import files_of, main_form

_NO_VERSIONS: Mapping[str, int] = {}


class Snapshot(msgspec.Struct, frozen=True):
    """A built snapshot; `written` is False when it was there already."""

    id: str
    folder: Path
    items: int
    guides: int
    written: bool


def build(
    home: Path, assortment: Assortment, lake_versions: Mapping[str, int] = _NO_VERSIONS
) -> Snapshot:
    """Make the snapshot of `assortment` and let the shop use it."""
    snapshot = make(home, assortment, lake_versions)
    use(home, snapshot)
    return snapshot


def make(
    home: Path, assortment: Assortment, lake_versions: Mapping[str, int]
) -> Snapshot:
    """Make the snapshot of `assortment` unless it is there already."""
    assortment = _sorted(assortment)
    files = _work_files(home, assortment)
    name = _hash(assortment, files)
    shelf = home / "catalogue"
    folder = shelf / name
    written = not folder.exists()
    if written:
        shelf.mkdir(parents=True, exist_ok=True)
        _write_folder(shelf, name, assortment, files, lake_versions)
    return Snapshot(
        name, folder, len(assortment.items), len(assortment.guides), written
    )


def use(home: Path, snapshot: Snapshot) -> None:
    """Let the shop read `snapshot` from now on."""
    _point_to(home / "catalogue", snapshot.id)


def current(home: Path) -> str | None:
    """Return the id of the snapshot in use, or None before the first."""
    try:
        return (home / "catalogue" / "current").read_text().strip()
    except FileNotFoundError:
        return None


def _sorted(assortment: Assortment) -> Assortment:
    return msgspec.structs.replace(
        assortment,
        items=tuple(sorted(assortment.items, key=lambda item: item.sku)),
        guides=tuple(sorted(assortment.guides, key=lambda g: g.generated_key)),
        programmes=tuple(sorted(assortment.programmes, key=lambda p: p.programme_key)),
        aliases=dict(sorted(assortment.aliases.items())),
    )


def _work_files(home: Path, assortment: Assortment) -> dict[str, Path]:
    """Return the files of all guides by their names in a snapshot."""
    return {
        f"{guide.generated_key}.{form}": file
        for guide in assortment.guides
        for form, file in files_of(home, guide).items()
    }


def _hash(assortment: Assortment, files: Mapping[str, Path]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    first = (SCHEMA_VERSION, assortment.currency, assortment.price_mark)
    digest.update(msgspec.msgpack.encode(first))
    for things in (assortment.items, assortment.guides, assortment.programmes):
        for thing in things:
            digest.update(rows.packed(thing))
    for name, file in files.items():
        digest.update(f"{name} {_sha256(file)}\n".encode())
    digest.update(msgspec.msgpack.encode(assortment.aliases))
    return digest.hexdigest()


def _write_folder(
    shelf: Path,
    name: str,
    assortment: Assortment,
    files: Mapping[str, Path],
    lake_versions: Mapping[str, int],
) -> None:
    folder = Path(tempfile.mkdtemp(prefix=".building-", dir=shelf))
    try:
        (folder / "works").mkdir()
        for file_name, file in files.items():
            shutil.copyfile(file, folder / "works" / file_name)
        preview.write_all(folder / "works", assortment.guides)
        sizes = {
            guide.generated_key: files[f"{guide.generated_key}.{main_form(guide)}"]
            .stat()
            .st_size
            for guide in assortment.guides
        }
        database.write(folder / "catalogue.sqlite", assortment, sizes)
        manifest = Manifest(
            snapshot=name,
            schema_version=SCHEMA_VERSION,
            items=len(assortment.items),
            guides=len(assortment.guides),
            price_mark=assortment.price_mark,
            lake_versions=dict(sorted(lake_versions.items())),
            files=_digests(folder),
        )
        text = msgspec.json.format(msgspec.json.encode(manifest))
        (folder / "manifest.json").write_bytes(text)
        _sync_tree(folder)
        folder.chmod(0o755)
        folder.rename(shelf / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _sync(shelf)


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _point_to(shelf: Path, name: str) -> None:
    pointer = shelf / "current"
    if pointer.exists() and pointer.read_text() == name:
        return
    # The name is unique to this process, so two builders never share it.
    fresh = shelf / f".current-{os.getpid()}"
    fresh.write_text(name)
    _sync(fresh)
    fresh.replace(pointer)
    _sync(shelf)


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
