"""Keep a home in one file while crawl, shop and workers go on.

What moves is kept where it comes from before where it goes to, so that it is in the
backup once at least; loaders and frontiers know what they have already:

    frontier -> spool, events -> [the lake's versions] -> warc -> lake -> the rest
             -> catalogue -> ledger

A page that the frontier calls done was in the spool or the lake before; a body was in
WARC before a row named it; a sku was in the ledger before a snapshot showed it.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import msgspec

from frontier.backup import keep_frontier
from jobs.backup.manifest import FORMAT, LEDGER_FILE, LEDGER_ROWS, Manifest
from jobs.backup.pack import Pack
from jobs.errors import BackupRefused
from jobs.settings import Settings
from lake import backup as lakebackup
from lake.durable import locked
from lake.store import Lake
from ledger.dump import copy_file, dump
from ledger.open import open_ledger
from storefront.catalogue.build import current

# Where backups lie that nobody gave another place; they are in no other backup.
FOLDER = "backups"
# A Stripe that was only played is no part of the business, and changes as it is copied.
_LEFT_OUT = frozenset({FOLDER, "fakestripe"})
_APART = _LEFT_OUT | {"frontier", "spool", "events", "warc", "lake", "catalogue"}
# Made anew from the lake when it is next read; it names files of this very place.
_DERIVED = "lake.duckdb"
_WORK = ".backup-"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    files: int
    bytes: int
    lake: dict[str, int]


def make(
    home: Path,
    settings: Settings,
    out: BinaryIO,
    tell: Callable[[int, int], None] = lambda files, bytes_: None,
    beside: Path | None = None,
) -> Made:
    """Write everything that `home` holds to `out`; copies on the way lie in `beside`."""
    lake = Lake.open(home, settings.lake)
    # Whoever forgets waits for stages; and one backup at a time.
    with locked(lake.folder / ".stage-backup"):
        for left in home.glob(f"{_WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        pack = Pack(out, home, tell)
        versions = _facts(lake, pack)
        for path in sorted(home.iterdir()):
            if path.name not in _APART and not _is_passing(path):
                _all(pack, path)
        with tempfile.TemporaryDirectory(prefix=_WORK, dir=beside or home) as work:
            _catalogue(home, pack, Path(work))
            _ledger(home, settings, pack, Path(work))
        sizes = [one.size for one in pack.members.values() if one.sha256]
        pack.close(_manifest(versions, pack))
    return Made(files=len(sizes), bytes=sum(sizes), lake=versions)


def _facts(lake: Lake, pack: Pack) -> dict[str, int]:
    """Keep frontier and lake, and what is on its way from the one to the other."""
    home = lake.home
    if (home / "frontier").is_dir():
        keep_frontier(
            home / "frontier",
            pack.keep,
            lambda folder: pack.drop(folder.relative_to(home).as_posix()),
        )
    for name in ("spool", "events"):
        _all(pack, home / name)
    with lakebackup.held(lake):
        versions = lakebackup.versions(lake)
        _all(pack, home / "warc")
        pack.keep(lake.folder)
        for path in sorted(lake.folder.iterdir()):
            if path.is_file() and not _is_passing(path):
                pack.keep(path)
        for name, at in {} if lake.place.bucket else versions.items():
            _table(lake, name, at, pack)
    return versions


def _table(lake: Lake, name: str, version: int, pack: Pack) -> None:
    for path in lakebackup.files(lake, name, version):
        if not pack.keep(path):
            raise BackupRefused(
                f"{path} went while it was to be kept; harvestman lake verify says"
                " whether it is missed, else make the backup again"
            )


def _catalogue(home: Path, pack: Pack, work: Path) -> None:
    """Keep the snapshots that stay, and of them the one that is in use for certain."""
    shelf, kept = home / "catalogue", set[str]()
    if not shelf.is_dir():
        return
    pack.keep(shelf)
    for folder in sorted(shelf.iterdir()):
        if folder.name != "current" and not folder.name.startswith("."):
            kept |= _snapshot(folder, pack)
    while (name := current(home)) and name not in kept:
        kept |= _snapshot(shelf / name, pack) or {name}
    if name:
        # Not the file itself, which may name another one by now.
        said = work / "current"
        said.write_text(name)
        about = (shelf / "current").stat()
        os.utime(said, ns=(about.st_atime_ns, about.st_mtime_ns))
        pack.keep(said, "catalogue/current")


def _snapshot(folder: Path, pack: Pack) -> set[str]:
    """Keep a snapshot; one that went meanwhile is not in the backup."""
    name = f"catalogue/{folder.name}"
    _all(pack, folder)
    if (folder / "manifest.json").exists() or folder.is_file():
        return {folder.name}
    pack.drop(name)
    return set()


def _ledger(home: Path, settings: Settings, pack: Pack, work: Path) -> None:
    if settings.ledger.url is not None:
        rows = work / LEDGER_ROWS
        with open_ledger(home, settings.ledger) as ledger, rows.open("wb") as file:
            rows.chmod(0o600)
            file.writelines(dump(ledger))
        pack.keep(rows, LEDGER_ROWS)
    elif (home / LEDGER_FILE).exists():
        copy_file(home / LEDGER_FILE, work / LEDGER_FILE)
        pack.keep(work / LEDGER_FILE, LEDGER_FILE)


def _all(pack: Pack, path: Path) -> None:
    if pack.keep(path) and path.is_dir():
        for one in _below(path):
            if not _is_passing(one):
                _all(pack, one)


def _below(path: Path) -> Iterator[Path]:
    try:
        yield from sorted(path.iterdir())
    except FileNotFoundError:
        return


def _is_passing(path: Path) -> bool:
    """Say whether a file is half-written, or is put into the backup otherwise."""
    name = path.name
    return (
        name.startswith((_WORK, _DERIVED, LEDGER_FILE, ".building-", ".current-"))
        or name in {LEDGER_ROWS, ".spill"}
        or (name.startswith(".") and name.endswith((".tmp", ".part")))
    )


def _manifest(versions: dict[str, int], pack: Pack) -> Manifest:
    return Manifest(
        format=FORMAT,
        harvestman=version("harvestman"),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        lake=versions,
        members=pack.members,
    )
