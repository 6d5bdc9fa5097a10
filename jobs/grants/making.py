"""Lay the files of one line ready: all of an edition, or nothing.

    the shop's snapshot --PDF stamped, others linked--> .<edition> --renamed--> <edition>

A folder that is there is whole. One that was begun and not ended is begun anew.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from jobs.grants.stamp import stamp
from lake.durable import sync_file, sync_folder
from ledger.grants.rights import File
from storefront.catalogue.item import Guide
from storefront.catalogue.manifest import sha256
from storefront.catalogue.shelf import Shelf
from storefront.downloads.files import folder_of

# What is handed out, and which file of the snapshot stands in for a missing one.
_FORMS = {
    "pdf": ("pdf",),
    "epub": ("epub",),
    "html": ("html", "post"),
    "mp4": ("mp4",),
    "srt": ("srt",),
}


class Bought(msgspec.Struct, frozen=True):
    """A line of an order, and what stands on its pages."""

    order_id: str
    line: int
    words: str


def laid_ready(
    home: Path, bought: Bought, shelf: Shelf, guide: Guide
) -> tuple[File, ...]:
    """Return the files of `guide` as they lie ready for its buyer."""
    folder = folder_of(home, bought.order_id, bought.line)
    whole, begun = folder / guide.edition, folder / f".{guide.edition}"
    if not whole.is_dir():
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir(mode=0o700, parents=True)
        for form, source in _sources(shelf, guide):
            _lay(source, begun / form, bought.words)
        sync_folder(begun)
        begun.rename(whole)
        sync_folder(folder)
    return tuple(
        File(path.name, sha256(path), path.stat().st_size)
        for path in sorted(whole.iterdir(), key=_place)
    )


def _sources(shelf: Shelf, guide: Guide) -> Iterator[tuple[str, Path]]:
    for form, kept in _FORMS.items():
        files = (shelf.work_file(guide.generated_key, name) for name in kept)
        if source := next(filter(None, files), None):
            yield form, source


def _lay(source: Path, target: Path, words: str) -> None:
    if target.name == "pdf":
        stamp(source, target, words)
    else:
        # Nobody changes a file of a snapshot: a link takes no room.
        with suppress(OSError):
            os.link(source, target)
        if not target.exists():
            shutil.copyfile(source, target)
    sync_file(target)


def _place(path: Path) -> int:
    return list(_FORMS).index(path.name)
