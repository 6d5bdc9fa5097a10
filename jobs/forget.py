"""Forget a URL, a host or a domain everywhere in a home, and never fetch it again.

    frontier   it is kept away from now on, and its text leaves every file
    lake       rows, bodies, old files and logs; then what the others are is made again
    ledger     keys and texts        shop   a new catalogue, then the old ones go

What is begun is kept in the lake's folder until it is done, so that a kill costs nothing:
the next command of the program goes on with it.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import structlog

from crawler.campaign.seedlist import forget as forget_seeds
from crawler.manners.review import forget as forget_walls
from crawler.owner import owned
from frontier.forgetting import forget as forget_urls
from frontier.forgotten import Target, leave_alone
from jobs.business import Business
from jobs.frontiers import frontier_folder
from jobs.grants.tending import remove_editions
from jobs.learning import equipment, ready
from jobs.merchant import as_said
from jobs.pipeline import (
    enriching_less_lost,
    generating,
    researching,
    run_one,
    run_publish,
    scoring,
    selling,
)
from jobs.settings import Settings
from lake.erasing import Sought
from lake.forget import Erased, erase, preview
from lake.forgetting import Forgetting, begun, ended, keep
from lake.load import load
from lake.pool import Pool
from lake.seeking import Found
from lake.store import Lake
from ledger import audit
from ledger import forgetting as books
from ledger.open import open_ledger
from storefront.catalogue import forgetting as shelves
from storefront.catalogue.build import current
from storefront.events.taking import take

log = structlog.get_logger()

Step = Callable[[str], None]


class Forgot(msgspec.Struct, frozen=True, kw_only=True):
    """What was forgotten; with `mentions`, pages elsewhere that still name it."""

    kind: str
    urls: int
    rows: dict[str, int]
    warc_files: int
    files: int
    snapshots: int
    mentions: tuple[str, ...]


def forget(
    home: Path,
    settings: Settings,
    target: Target,
    step: Step = lambda name: None,
) -> Forgot:
    """Forget `target`; what an earlier call left undone is finished first."""
    finish(home, settings, step)
    with ExitStack() as held:
        business = _opened(held, home, settings)
        # What is left is made again at the end, which a lost model would stop half-way.
        ready(equipment(business))
        sought = Sought(urls=target.pattern, hosts=target.hosts)
        # Bodies that no row names are found by their URL alone.
        hosts = (target.name,) if target.kind != "url" else ()
        found = Found(sought=sought, urls=target.texts, hosts=hosts)
        forgetting = Forgetting(kind=target.kind, name=target.name, found=found)
        keep(home, forgetting)
        step("begun")
        return _forget(business, forgetting, step)


def finish(
    home: Path, settings: Settings, step: Step = lambda name: None
) -> Forgot | None:
    """Go on with what was begun and not ended, if there is any."""
    if begun(home) is None:
        return None
    with ExitStack() as held:
        business = _opened(held, home, settings)
        # Whoever held the lock before us may have finished it.
        left = begun(home)
        return _forget(business, left, step) if left else None


def planned(home: Path, settings: Settings, target: Target) -> dict[str, int]:
    """Return how many rows of each table would go; nothing is changed."""
    lake = Lake.open(home, settings.lake)
    load(lake)
    return preview(lake, target.pattern, target.hosts)


def _opened(held: ExitStack, home: Path, settings: Settings) -> Business:
    held.enter_context(owned(home))
    ledger = held.enter_context(open_ledger(home, settings.ledger))
    pool = held.enter_context(Pool(settings.lake.processes))
    return Business(home, as_said(home, settings, ledger), ledger, pool)


def _forget(business: Business, forgetting: Forgetting, step: Step) -> Forgot:
    home, ledger = business.home, business.ledger
    target = Target(forgetting.kind, forgetting.name)
    leave_alone(frontier_folder(home), target)
    step("left alone")
    urls = forget_urls(frontier_folder(home), target)
    forget_walls(frontier_folder(home), target)
    forget_seeds(home / "campaigns", target)
    step("frontier")
    # Clicks on links that led there are rows only now, and go with the others.
    take(business.lake)
    forgetting, erased = erase(
        business.lake,
        forgetting,
        lambda listings, groups: books.skus_of(ledger, listings, groups),
        step=step,
    )
    found = forgetting.found
    books.forget(ledger, _in_books(found))
    books.scrub(ledger)
    step("ledger")
    is_less = bool(found.sought.listings or found.files)
    snapshots = renew_shop(business, found, step, is_less=is_less)
    forgot = Forgot(
        kind=forgetting.kind,
        urls=max(urls, len(found.urls)),
        rows=erased.rows,
        warc_files=erased.warc_files,
        files=len(found.files),
        snapshots=snapshots,
        mentions=found.mentions,
    )
    _record(business, forgetting, erased)
    step("recorded")
    ended(home)
    log.info("forgotten", kind=forgot.kind, rows=sum(forgot.rows.values()))
    return forgot


def renew_shop(business: Business, found: Found, step: Step, *, is_less: bool) -> int:
    """Make again what stood on what is gone, publish it, and drop what showed it.

    Where the lake holds less than before, stages look again.
    """
    home = business.home
    shown = shelves.Sought(
        listings=frozenset(found.sought.listings),
        skus=frozenset(found.sought.skus),
        urls=found.sought.urls,
        guides=frozenset(found.file_digests),
    )
    # Before the next one is published: the same sku may well be sold on.
    showing = shelves.snapshots_showing(home, shown)
    remove_editions(home, found.file_digests)
    if is_less:
        # A model may be lost since: what was begun ends, or no command could withdraw it.
        judging = (*enriching_less_lost(business), *scoring(business))
        for stage in (*judging, researching(business), *generating(business)):
            run_one(business, stage, lambda done, total: None)
            step(stage.name)
        for name, run in selling(business):
            run(lambda done, total: None)
            step(name)
    if current(home) in showing:
        # However much is gone: it was asked to go.
        run_publish(business, despite_jump=True)
        step("published")
    gone = [name for name in showing if name != current(home)]
    shelves.drop(home, gone)
    step("snapshots dropped")
    return len(gone)


def _in_books(found: Found) -> books.Sought:
    sought = found.sought
    urls = sought.urls.removesuffix(".*")
    return books.Sought(sought.listings, sought.groups, urls, found.words)


def _record(business: Business, forgetting: Forgetting, erased: Erased) -> None:
    """Say in the audit that something was forgotten, and not what."""
    subject = sha256(f"{forgetting.kind} {forgetting.name}".encode()).hexdigest()
    facts = {"kind": forgetting.kind, "rows": sum(erased.rows.values())}
    deed = audit.Deed("forget", "home.forgotten", subject[:16], facts)
    with business.ledger.write() as connection:
        audit.record(connection, deed, datetime.now(UTC))
