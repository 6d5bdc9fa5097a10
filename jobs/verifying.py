"""Is a home whole, and do its parts agree? What is not, and what to do about it.

Each part is asked for itself, then the parts are held against each other. Nothing is
changed but that the lake takes in what waits in the spool. The home may be in use, so
what refers to something is read before what it refers to.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from frontier.look import campaigns, shelves
from frontier.verify import verify as verify_frontier
from jobs.business import Business, business
from jobs.editions import editions
from jobs.frontiers import frontier_folder
from jobs.settings import Settings
from lake.findings import DAMAGE, NOTICE
from lake.sql import current as current_lake
from lake.verify import verify as verify_lake
from ledger import audit, skus, stuck
from ledger.affiliate.moves import mismatches
from ledger.dump import is_whole
from ledger.orders import stock
from ledger.orders.invoices import gaps
from ledger.orders.sums import uneven
from ledger.selling import redeeming
from ledger.works import skus_of_works
from storefront.catalogue.addresses import answered, sold
from storefront.catalogue.build import current
from storefront.catalogue.verify import faults

_LISTED = 3
# Workers look every few seconds for what others left.
_GRACE = timedelta(seconds=15)
_MISSING = """
SELECT url FROM _done WHERE campaign IN (SELECT campaign FROM pages)
AND url NOT IN (SELECT url FROM pages) AND url NOT IN (SELECT final_url FROM pages
    WHERE final_url IS NOT NULL) ORDER BY url
"""
_SOLD = frozenset({"approved", "offered"})


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it should be; a notice costs nobody anything."""

    severity: str
    part: str
    where: str
    what: str
    to_do: str


def verify(
    home: Path,
    settings: Settings,
    sample: int | None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Finding]:
    """Return all that is wrong in `home`; `sample` bodies are read, or all."""
    done = _done(home)
    found = [*_frontier(home), *_ledger_file(home, settings)]
    if found and found[-1].part == "ledger":
        return found
    shown = current(home)
    with business(home, settings) as at_work:
        lake = [
            Finding(one.severity, "lake", one.where, one.what, one.to_do)
            for one in verify_lake(
                at_work.lake, sample=sample, progress=progress
            ).findings
        ]
        found += [*lake, *_ledger(at_work)]
        if not any(one.severity == DAMAGE for one in lake):
            found += [*_pages(at_work, done), *_editions(at_work)]
        if shown:
            found += _catalogue(at_work, home / "catalogue" / shown)
    return found


def _done(home: Path) -> pa.Table:
    """Return what frontiers call fetched; read before the lake, which has it first."""
    rows = [
        {"campaign": name, "url": piece.record(row).url}
        for name in campaigns(frontier_folder(home))
        for shelf in shelves(frontier_folder(home) / name)
        for piece in shelf.pieces()
        for row in np.flatnonzero(piece.pages).tolist()
    ]
    text = pa.string()
    return pa.Table.from_pylist(rows, pa.schema({"campaign": text, "url": text}))


def _frontier(home: Path) -> Iterator[Finding]:
    folder = frontier_folder(home)
    for name in campaigns(folder):
        for one in verify_frontier(folder, name).findings:
            yield Finding(DAMAGE, "frontier", one.file, one.damage, one.means)


def _ledger_file(home: Path, settings: Settings) -> Iterator[Finding]:
    file = home / "ledger.db"
    if settings.ledger.url is None and file.exists() and not is_whole(file):
        what = "SQLite finds it damaged; nothing that needs it was looked at"
        yield Finding(DAMAGE, "ledger", file.name, what, "restore a backup")


def _ledger(at_work: Business) -> Iterator[Finding]:
    now = datetime.now(UTC)
    with at_work.ledger.read() as connection:
        chain = audit.verify(connection)
        dead = stuck.dead_runs(connection)
        overdue = stuck.overdue_leases(connection, now - _GRACE)
        works = stuck.is_tended(connection, now)
    if not chain.ok:
        where, to_do = f"audit row {chain.first_broken}", "restore a backup"
        yield Finding(DAMAGE, "ledger", where, chain.reason, to_do)
    for run in dead:
        what = "it is called running, and its process is gone"
        yield Finding(NOTICE, "runs", run, what, "harvestman run notes its end")
    # Where nobody works, as in a home that was put back, it only waits.
    severity = DAMAGE if works else NOTICE
    for number in overdue:
        what = "its worker let the lease end, and no other took it up"
        to_do = "harvestman work goes on with it"
        yield Finding(severity, "queue", f"{number}", what, to_do)
    yield from _books(at_work)


def _books(at_work: Business) -> Iterator[Finding]:
    """Say where rows of the ledger do not add up."""
    with at_work.ledger.read() as connection:
        miscounted = stock.miscounted(connection)
        misused = redeeming.miscounted(connection)
        missing = gaps(connection)
        unlike = mismatches(connection)
        odd = list(uneven(connection))
    for one in miscounted:
        what = f"{one.on_hand} are at hand, and its moves add up to {one.moved}"
        yield Finding(DAMAGE, "stock", one.sku, what, "count its pieces anew")
    for sum_ in odd:
        what = f"{sum_.said} are {sum_.what}, and its parts add up to {sum_.summed}"
        yield Finding(DAMAGE, "orders", sum_.of, what, "restore a backup")
    for code in misused:
        what = f"it says {code.uses} orders, and {code.found} use it"
        yield Finding(DAMAGE, "codes", code.code, what, "end it, and make another")
    for series in missing:
        what = "its numbers are not 1, 2, 3 to the last that was given"
        yield Finding(DAMAGE, "invoices", series, what, "restore a backup")
    for name in unlike:
        what = "its moves do not add up to what it brings"
        yield Finding(DAMAGE, "conversions", name, what, "restore a backup")


def _pages(at_work: Business, done: pa.Table) -> Iterator[Finding]:
    if not done.num_rows or at_work.lake.is_empty:
        return
    with current_lake(at_work.lake, ["pages"]) as connection:
        connection.register("_done", done)
        missing = [url for (url,) in connection.execute(_MISSING).fetchall()]
    if missing:
        yield Finding(
            DAMAGE,
            "pages",
            _some(missing),
            f"{len(missing):,} pages that the frontier calls fetched are not in the lake",
            "harvestman frontier add URL fetches one again; or restore a backup",
        )


def _editions(at_work: Business) -> Iterator[Finding]:
    for one in editions(at_work):
        file = at_work.home / "products" / (one.path or "")
        if one.state in _SOLD and one.is_newest and not file.is_file():
            yield Finding(
                DAMAGE,
                "products",
                one.path or one.generated_key,
                f"the file of {one.name}, which may be sold, is missing",
                "harvestman generate makes it again; or restore a backup",
            )


def _catalogue(at_work: Business, folder: Path) -> Iterator[Finding]:
    again = "harvestman catalogue rollback, or harvestman publish"
    wrong = faults(folder)
    for what in wrong:
        yield Finding(DAMAGE, "catalogue", folder.name, what, again)
    if wrong:
        return
    with at_work.ledger.read() as connection:
        known, works = skus.answers(connection), skus_of_works(connection)
    living = set(known.values())
    strange = sorted(sold(folder) - known.keys())
    if strange:
        what = f"{len(strange):,} skus of the shop are not in the ledger"
        yield Finding(DAMAGE, "catalogue", _some(strange), what, "restore a backup")
    unseen = sorted(living - works - answered(folder))
    if unseen:
        what = f"{len(unseen):,} skus of the ledger have no page: forgotten, or new"
        to_do = "harvestman publish shows those that are new"
        yield Finding(NOTICE, "catalogue", _some(unseen), what, to_do)


def _some(names: list[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")
