"""What downloads need beside their work: newer editions asked for, old files removed."""

import shutil
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from ledger.grants.granting import ask_editions
from ledger.grants.rights import Right, rights_of
from ledger.open import Ledger
from storefront.catalogue.build import current
from storefront.catalogue.shelf import Shelf
from storefront.downloads.files import FOLDER

log = structlog.get_logger()

_AT_ONCE = 500
# Files lie there a moment before the right that names them.
_YOUNG = timedelta(days=1)
_CLOSED = frozenset({"refunded", "revoked", "expired"})


def ask_newest(home: Path, ledger: Ledger, now: datetime) -> int:
    """Put the newest editions to be made ready for those who bought older ones."""
    name = current(home)
    shelf = Shelf(home / "catalogue" / name if name else None)
    guides = (shelf.guide(card.generated_key) for card in shelf.guides())
    newest = {one.generated_key: one.edition for one in guides if one and one.edition}
    asked, last = 0, _AT_ONCE
    while newest and last == _AT_ONCE:
        with ledger.write() as connection:
            last = ask_editions(connection, newest, now, _AT_ONCE)
        asked += last
    if asked:
        log.info("editions_asked", downloads=asked)
    return asked


def removed_old(
    home: Path, ledger: Ledger, now: datetime, *, dry_run: bool = False
) -> int:
    """Remove files that nobody may download any more; return how many folders went."""
    old = [
        folder
        for lines in _folders(home / FOLDER)
        for folder in _old(ledger, lines, now)
    ]
    for folder in () if dry_run else old:
        shutil.rmtree(folder, ignore_errors=True)
    if not dry_run:
        _drop_empty(home)
    return len(old)


def remove_editions(home: Path, digests: Collection[str]) -> int:
    """Remove the files of editions that were made of what is to be forgotten."""
    gone = [
        edition
        for lines in _folders(home / FOLDER)
        for edition in lines.iterdir()
        if edition.name.lstrip(".") in digests
    ]
    for edition in gone:
        shutil.rmtree(edition, ignore_errors=True)
    return len(gone)


def remove_orders(home: Path, order_ids: Collection[str]) -> int:
    """Remove the files of orders whose buyers are forgotten."""
    gone = [
        lines
        for lines in _folders(home / FOLDER)
        if lines.name.rpartition("-")[0] in order_ids
    ]
    for lines in gone:
        shutil.rmtree(lines, ignore_errors=True)
    return len(gone)


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if one.is_dir())


def _old(ledger: Ledger, lines: Path, now: datetime) -> Iterator[Path]:
    """Yield the editions of one line that are over, or that a newer one replaced."""
    right = _right(ledger, lines.name, now)
    is_closed = right is None or right.standing in _CLOSED
    for edition in lines.iterdir():
        is_over = is_closed or (right is not None and edition.name != right.edition)
        if is_over and _is_old(edition, now):
            yield edition


def _right(ledger: Ledger, name: str, now: datetime) -> Right | None:
    order_id, _, line = name.rpartition("-")
    with ledger.read() as connection:
        found = rights_of(connection, order_id, now)
    return next((one for one in found if str(one.line) == line), None)


def _is_old(path: Path, now: datetime) -> bool:
    return path.stat().st_mtime < (now - _YOUNG).timestamp()


def _drop_empty(home: Path) -> None:
    for lines in _folders(home / FOLDER):
        if not any(lines.iterdir()):
            lines.rmdir()
