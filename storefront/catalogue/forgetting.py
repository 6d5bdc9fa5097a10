"""Find and drop the snapshots that show what is to be forgotten.

A snapshot never changes, so one that shows a forgotten listing, or a guide made of one,
goes as a whole; `publish` has put another in its place by then.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from lake.keys import content_digest
from storefront.catalogue.build import current
from storefront.catalogue.item import Item, Programme
from storefront.catalogue.shelf import Shelf
from storefront.errors import SnapshotUnusable

log = structlog.get_logger()

_unpack = msgspec.msgpack.Decoder(Item)


@dataclass(frozen=True, slots=True)
class Sought:
    """What no snapshot may show."""

    listings: frozenset[str]
    skus: frozenset[str]  # under which they were ever sold
    urls: str  # a regular expression for whole URLs
    guides: frozenset[str]  # digests of files


def snapshots_showing(home: Path, sought: Sought) -> list[str]:
    """Return the names of the snapshots that show it, and of those nobody can read."""
    return [
        folder.name
        for folder in _folders(home)
        if not folder.name.startswith(".") and _shows(folder, sought)
    ]


def drop(home: Path, names: list[str]) -> None:
    """Remove snapshots, also what a publish that was killed left half built."""
    if current(home) in names:
        # The shop shows that it is empty, rather than what is forgotten.
        (home / "catalogue" / "current").unlink()
    for folder in _folders(home):
        if folder.name in names or folder.name.startswith((".building-", ".pictures-")):
            shutil.rmtree(folder)


def _folders(home: Path) -> Iterator[Path]:
    shelf = home / "catalogue"
    for folder in sorted(shelf.iterdir()) if shelf.is_dir() else ():
        if folder.is_dir():
            yield folder


def _shows(folder: Path, sought: Sought) -> bool:
    try:
        return _names(folder, sought)
    # Damage shows wherever it is read; msgspec and a torn text raise ValueError.
    except (SnapshotUnusable, sqlite3.Error, OSError, ValueError) as error:
        log.warning("snapshot_unreadable", folder=str(folder), reason=str(error))
        return True


def _names(folder: Path, sought: Sought) -> bool:
    if any(
        content_digest(file.read_bytes()) in sought.guides
        for file in sorted(folder.glob("works/*"))
    ):
        return True
    is_url = re.compile(sought.urls, re.DOTALL).fullmatch if sought.urls else _never
    shelf = Shelf(folder)
    return any(
        _is_of(_unpack.decode(body), sought, is_url) for body in shelf.bodies()
    ) or any(_is_named(one, is_url) for one in shelf.programmes())


def _is_of(item: Item, sought: Sought, is_url: Callable[[str], object]) -> bool:
    if item.sku in sought.skus or not sought.listings.isdisjoint(
        (item.listing_key, *item.members)
    ):
        return True
    urls = [
        *(item.source_url, *item.images),
        *(offer.url for offer in item.offers),
        *(opinion.url for opinion in item.opinions),
    ]
    return any(url and is_url(url) for url in urls)


def _is_named(programme: Programme, is_url: Callable[[str], object]) -> bool:
    urls = (programme.source_url, programme.signup_url)
    return any(url and is_url(url) for url in urls)


def _never(url: str) -> None:
    """Return that `url` is not sought."""
