"""Whether a snapshot is what it says: every digest, every count, and that it answers."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import structlog

from storefront.catalogue.manifest import SUMS, Manifest, read_manifest, sha256
from storefront.errors import SnapshotDamaged, SnapshotUnusable
from storefront.search.search import Search

log = structlog.get_logger()

_LINE = re.compile(r"([0-9a-f]{64})  ([0-9a-f]{16,64}-[0-9]{1,4}\.webp)\n")
_MOST_TOLD = 20


def faults(folder: Path) -> list[str]:
    """Return what is wrong with the snapshot in `folder`; nothing where all is well."""
    try:
        manifest = read_manifest(folder)
    except SnapshotUnusable as error:
        return [str(error)]
    found = _byte_faults(folder, manifest)
    # What is not as it was written is not opened.
    if not found:
        found += [*_database_faults(folder, manifest), *_search_faults(folder)]
    return found


def verified(folder: Path) -> None:
    """Raise unless the snapshot in `folder` is whole."""
    if found := faults(folder):
        raise SnapshotDamaged(
            f"catalogue snapshot {folder} is damaged: {'; '.join(found[:_MOST_TOLD])}"
        )


def is_whole(folder: Path) -> bool:
    """Return whether `folder` holds what was written into it, byte for byte."""
    if not folder.exists():
        return False
    try:
        found = _byte_faults(folder, read_manifest(folder))
    except SnapshotUnusable as error:
        found = [str(error)]
    if found:
        told = found[:_MOST_TOLD]
        log.warning("snapshot_damaged", snapshot=folder.name, faults=told)
    return not found


def _byte_faults(folder: Path, manifest: Manifest) -> list[str]:
    return [*_file_faults(folder, manifest), *_image_faults(folder)]


def _file_faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    for name, wanted in manifest.files.items():
        yield from _fault(folder, name, wanted)
    extra = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.parent.name != "images"
    }
    for name in sorted(extra - set(manifest.files) - {"manifest.json"}):
        yield f"{name} is not in the manifest"


def _image_faults(folder: Path) -> Iterator[str]:
    try:
        with (folder / "images" / SUMS).open() as lines:
            for line in lines:
                match = _LINE.fullmatch(line)
                if not match:
                    yield f"images/{SUMS} has a line that is none: {line!r:.80}"
                    return
                yield from _fault(folder, f"images/{match[2]}", match[1])
    except (OSError, UnicodeDecodeError) as error:
        yield f"images/{SUMS} cannot be read ({error})"


def _fault(folder: Path, name: str, wanted: str) -> Iterator[str]:
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        yield f"{name!r:.80} leads out of the snapshot"
    elif not file.is_file():
        yield f"{name} is missing"
    elif sha256(file) != wanted:
        yield f"{name} is not as it was written"


def _database_faults(folder: Path, manifest: Manifest) -> Iterator[str]:
    file = (folder / "catalogue.sqlite").resolve()
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as base:
            (told,) = base.execute("PRAGMA integrity_check").fetchone()
            if told != "ok":
                yield f"catalogue.sqlite is damaged: {told:.200}"
            yield from _count_faults(base, manifest)
    except sqlite3.Error as error:
        yield f"catalogue.sqlite cannot be read ({error})"


def _count_faults(base: sqlite3.Connection, manifest: Manifest) -> Iterator[str]:
    wanted = {"items": manifest.items, "details": manifest.items}
    for table, number in (wanted | {"guides": manifest.guides}).items():
        # S608: the names stand above.
        (found,) = base.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        if found != number:
            yield f"{table} has {found} rows, and the manifest says {number}"


def _search_faults(folder: Path) -> Iterator[str]:
    try:
        Search(folder / "search").suggest("a", "en", 1)
    # tantivy raises ValueError and worse: whatever it is, the index does not open.
    except Exception as error:  # noqa: BLE001
        yield f"search/ cannot be opened ({error!r:.200})"
