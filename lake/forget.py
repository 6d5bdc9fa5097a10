"""Forget what was seen at a URL, on a host, or of a person: in tables, bodies, logs.

    gather   keys of all that was made of it, kept in a file until the end
    erase    WARC files and data files are written anew without it, then seen by readers
    purge    old files and old logs go, also those that a pinned lake.duckdb names

Every step can be done again; a kill at any moment leaves the rest to the next call.
"""

import glob
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb
import msgspec
import structlog

from lake import authors
from lake.authors import Author, seek_author
from lake.clock import utc_now
from lake.commits import commit_all
from lake.durable import locked, try_locked
from lake.erasespool import erase_spool
from lake.erasewarc import files_to_rewrite, rewrite_warcs
from lake.erasing import Sought, condition, counted, erased, know
from lake.errors import LakeBusy
from lake.forgetting import Forgetting, keep
from lake.load import load
from lake.notes import Noted, Notes, noted
from lake.pin import pin
from lake.purge import purge
from lake.rewrite import replace
from lake.seeking import Found, merged, seek
from lake.spoolfile import About, Batch
from lake.sql import scratch
from lake.store import Lake
from lake.tables import TABLES, VIEWS, schema
from lake.waiting import pending
from lake.warcrewrite import drop

log = structlog.get_logger()

Step = Callable[[str], None]
SkusOf = Callable[[Sequence[str], Sequence[str]], Iterable[str]]
# The writer of the batches that say which tables lost rows, so that stages look again.
_WRITER = "forget"


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows vanished from each table, and how many WARC files were rewritten.

    Of an author also the pages that still hold the words, and the digests of generated
    files that are gone: snapshots of the shop that show one are to be dropped.
    """

    rows: dict[str, int]
    warc_files: int = 0
    urls: tuple[str, ...] = ()
    file_digests: tuple[str, ...] = ()


def erase(
    lake: Lake,
    forgetting: Forgetting,
    skus_of: SkusOf = lambda listings, groups: (),
    *,
    step: Step = lambda name: None,
    now: Callable[[], datetime] = utc_now,
) -> tuple[Forgetting, Erased]:
    """Erase from the lake what `forgetting` names; no stage and no crawl may run.

    `skus_of` says under which skus listings were sold. What comes back knows the keys.
    """
    with _alone(lake), scratch(lake) as connection:
        forgetting = _sought(lake, forgetting, skus_of)
        step("keys kept")
        found = forgetting.found
        erase_spool(lake.home, found)
        step("spool erased")
        forgetting, bodies = _erase_bodies(connection, lake, forgetting, step)
        rows = _erase_rows(connection, lake, found.sought, step, now())
        rows |= {"bodies": bodies} if bodies else {}
        pin(lake)
        step("pinned")
        purge(connection, lake, found.sought)
        step("purged")
        for name in forgetting.rewritten:
            drop(lake.home, name)
        step("warc dropped")
        _remove_files(lake, found.files)
        step("files removed")
    log.info("lake.forgot", rows=sum(rows.values()), warc=len(forgetting.rewritten))
    return forgetting, Erased(rows, len(forgetting.rewritten))


def erase_author(
    lake: Lake,
    whose: Sought,
    *,
    known: Callable[[Author], None] = lambda author: None,
    step: Step = lambda name: None,
    now: Callable[[], datetime] = utc_now,
) -> Erased:
    """Erase the rows of one author, and rows and files made of what he or she wrote.

    `whose` has the hashes that stand for the author, and names as articles spell them,
    and may have pseudonyms as a visitor as well;
    `known` is told of all that was found before the first of it goes.
    What comes back names the URLs whose pages still hold the words. They are to be
    forgotten one by one where the words have to go as well: a body is kept whole or
    not at all. What a call that was killed left undone is done with the next one.
    """
    with _alone(lake), scratch(lake) as connection:
        author = seek_author(lake, whose)
        known(author)
        step("keys kept")
        erase_spool(lake.home, Found(words=author.sought.authors))
        rows = _erase_rows(connection, lake, author.sought, step, now())
        pin(lake)
        step("pinned")
        purge(connection, lake, author.sought)
        step("purged")
        _remove_files(lake, author.files)
        step("files removed")
        authors.ended(lake.home)
    return Erased(rows, urls=author.urls, file_digests=author.file_digests)


def erase_visitors(
    lake: Lake,
    visitors: Sequence[str],
    sessions: Sequence[str] = (),
    *,
    step: Step = lambda name: None,
    now: Callable[[], datetime] = utc_now,
) -> int:
    """Erase what visitors of the shop looked at; return how many rows that were.

    `sessions` are pseudonyms of a day, of those who did not agree to more.
    """
    sought = Sought(visitors=tuple(visitors), sessions=tuple(sessions))
    with _alone(lake), scratch(lake) as connection:
        rows = _erase_rows(connection, lake, sought, step, now())
        pin(lake)
        purge(connection, lake, sought)
    return sum(rows.values())


def preview(lake: Lake, urls: str, hosts: str) -> dict[str, int]:
    """Return how many rows of each table would vanish; nothing is changed."""
    found = seek(lake, urls, hosts)
    with scratch(lake) as connection:
        know(connection, found.sought)
        return counted(connection, lake, found.sought)


def _sought(lake: Lake, forgetting: Forgetting, skus_of: SkusOf) -> Forgetting:
    """Add what the lake holds now to what an earlier call found; keep it on the disk."""
    known = forgetting.found
    found = merged(known, seek(lake, known.sought.urls, known.sought.hosts))
    sold = skus_of(found.sought.listings, found.sought.groups)
    skus = tuple(sorted({*found.sought.skus, *sold}))
    sought = msgspec.structs.replace(found.sought, skus=skus)
    found = msgspec.structs.replace(found, sought=sought)
    forgetting = msgspec.structs.replace(forgetting, found=found)
    keep(lake.home, forgetting)
    return forgetting


@contextmanager
def _alone(lake: Lake) -> Iterator[None]:
    """Keep stages and loaders away while the block runs, with nothing in the spool."""
    with ExitStack() as held:
        # Also the one that may never have run: it would publish what it read before.
        own = {
            lake.folder / name for name in (".compact", ".refresh", ".stage-publish")
        }
        for path in sorted({*lake.folder.glob(".stage-*"), *own}):
            if not held.enter_context(try_locked(path)):
                what = path.name.removeprefix(".stage-").removeprefix(".")
                raise LakeBusy(f"{what} runs in {lake.home}; wait for its end")
        while True:
            load(lake)
            with locked(lake.folder / ".loader"):
                if pending(lake.home):
                    continue
                yield
                return


def _erase_bodies(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    forgetting: Forgetting,
    step: Step,
) -> tuple[Forgetting, int]:
    """Rewrite WARC files, but those that an earlier call rewrote and did not drop."""
    names = files_to_rewrite(lake, forgetting.found)
    names = sorted(set(names) - set(forgetting.rewritten))
    rows = 0
    if names:
        rows = rewrite_warcs(connection, lake, forgetting.found, names)
        step("bodies moved")
        done = tuple({*forgetting.rewritten, *names})
        forgetting = msgspec.structs.replace(forgetting, rewritten=done)
        keep(lake.home, forgetting)
        step("bodies noted")
    return forgetting, rows


def _erase_rows(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    sought: Sought,
    step: Step,
    at: datetime,
) -> dict[str, int]:
    know(connection, sought)
    changes = list(erased(connection, lake, sought))
    step("files written")
    if changes:
        replace(lake, changes, step)
        step("rows erased")
    lost: Counter[str] = Counter()
    for change in changes:
        lost[change.name] += change.dropped
    # Also when nothing was left to erase: the call before may have died right here.
    named = [name for name in TABLES if condition(name, sought)]
    _touch(lake, [name for name in named if lost[name]] or named, at)
    step("stages told")
    return {name: rows for name, rows in lost.items() if rows}


def _touch(lake: Lake, tables: list[str], at: datetime) -> None:
    """Commit a batch without rows that names tables: the stages that read them look."""
    held = lake.table("batches")
    if held is None:
        return
    number = (held.transaction_version(_WRITER) or 0) + 1
    about = About(writer=_WRITER, number=number, ingested_at=at)
    rows = {name: schema(name).empty_table() for name in tables}
    commit_all(lake, [Batch(about, rows)], _unseen(lake), at)


def _unseen(lake: Lake) -> Notes:
    """Return the versions that a call committed which died before readers saw them."""
    seen = noted(lake, lake.table("batches"))
    newest = {name: lake.table(name) for name in (*TABLES, *VIEWS) if name != "batches"}
    return {
        # What is kept of prices is of no batch; whether the rest is whole is looked at.
        name: Noted(table.version(), name in VIEWS)
        for name, table in newest.items()
        if table and (name not in seen or seen[name].version < table.version())
    }


def _remove_files(lake: Lake, files: Sequence[str]) -> None:
    """Remove generated files, and what a query that was killed left of its sorting."""
    products = (lake.home / "products").resolve()
    for name in files:
        file = (products / name).resolve()
        # The path comes from a row, which could name any file.
        if products in file.parents:
            # Its other forms lie beside it.
            for form in file.parent.glob(f"{glob.escape(file.stem)}.*"):
                form.unlink(missing_ok=True)
    shutil.rmtree(lake.folder / ".spill", ignore_errors=True)
