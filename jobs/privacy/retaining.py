"""Remove what is older than the settings say, and nothing that is still needed.

visits      rows of visitors whose agreement is over; those who were erased
events      whole days of clicks and views
ledger      sessions, runs, jobs that were given up
snapshots   but the one in use, the one before it, and the newest
backups     but the newest
downloads   files that nobody may download any more
files       of the lake, that no version which is shown or lately was needs
"""

from datetime import datetime, timedelta

import msgspec
import structlog

from jobs.backup.files import dated_in, folder_of
from jobs.business import Business
from jobs.grants.tending import removed_old
from jobs.privacy.marks import erased
from lake.compact import compact
from lake.durable import locked
from lake.pin import pin
from lake.sql import current
from lake.store import Lake
from lake.vacuum import vacuum
from ledger import retention
from storefront.catalogue import snapshots
from storefront.events.taking import take
from storefront.events.visitors import Visitors

log = structlog.get_logger()

_VISITS = """
SELECT count(*) FROM shop_events WHERE visitor IN (
    SELECT visitor FROM shop_events GROUP BY visitor
    HAVING min(ts) < $before OR list_contains($erased::VARCHAR[], visitor)
)
"""
_EVENTS = "SELECT count(*) FROM shop_events WHERE ts < $before"


class Retained(msgspec.Struct, frozen=True, kw_only=True):
    """How much went, or would go, of each."""

    visits: int
    events: int
    sessions: int
    runs: int
    jobs: int
    snapshots: int
    backups: int
    downloads: int
    files: int


def retain(business: Business, now: datetime, *, dry_run: bool = False) -> Retained:
    """Remove what has had its time; or only count it."""
    told = _events(business, now, dry_run=dry_run)
    rows = _ledger(business, now, dry_run=dry_run)
    done = Retained(
        visits=told[0],
        events=told[1],
        sessions=rows["sessions"],
        runs=rows["runs"],
        jobs=rows["work"],
        snapshots=_snapshots(business, now, dry_run=dry_run),
        backups=_backups(business, now, dry_run=dry_run),
        downloads=removed_old(business.home, business.ledger, now, dry_run=dry_run),
        files=vacuum(business.lake, dry_run=dry_run, now=lambda: now).files,
    )
    if not dry_run:
        log.info("retained", **msgspec.structs.asdict(done))
    return done


def _events(business: Business, now: datetime, *, dry_run: bool) -> tuple[int, int]:
    kept, gone = business.settings.retention, erased(business.home).visitors
    lake, lasts = business.lake, timedelta(days=kept.visits_days)
    days = min(kept.events_days, lake.settings.keep_events_days or kept.events_days)
    # As compaction does it: a day goes as a whole.
    first = datetime.combine(
        now.date() - timedelta(days=days), datetime.min.time(), now.tzinfo
    )
    if not dry_run:
        visits = take(lake, unwanted=gone, lasts=lasts, now=lambda: now).forgotten
        visits += _seen(business, now, lasts, gone)
    with current(lake, ["shop_events"]) as connection:
        sought = {"before": now - lasts, "erased": sorted(gone)}
        would = connection.execute(_VISITS, sought).fetchall()[0][0]
        old = connection.execute(_EVENTS, {"before": first}).fetchall()[0][0]
    if dry_run:
        return would, old
    if old:
        short = msgspec.structs.replace(lake.settings, keep_events_days=days)
        of = Lake(lake.home, short)
        compact(of, tables=frozenset({"shop_events"}), now=lambda: now)
        pin(lake)  # else the files of those days stay as long as somebody is shown them
    return visits, old


def _seen(
    business: Business, now: datetime, lasts: timedelta, gone: frozenset[str]
) -> int:
    visitors = Visitors(business.home)
    try:
        old = visitors.drop_old(now, lasts)
        return old + sum(visitors.forget(visitor) for visitor in gone)
    finally:
        visitors.close()


def _ledger(business: Business, now: datetime, *, dry_run: bool) -> dict[str, int]:
    kept = business.settings.retention
    before = retention.Before(
        now=now,
        sessions=now - timedelta(days=kept.sessions_days),
        runs=now - timedelta(days=kept.runs_days),
        parked=now - timedelta(days=kept.parked_days),
    )
    if dry_run:
        with business.ledger.read() as connection:
            return retention.old(connection, before)
    with business.ledger.write() as connection:
        return retention.remove_old(connection, before)


def _snapshots(business: Business, now: datetime, *, dry_run: bool) -> int:
    home, settings = business.home, business.settings
    before = now - timedelta(days=settings.retention.snapshots_days)
    with locked(business.lake.folder / ".stage-publish"):
        young = [
            one
            for one in snapshots.kept(home)
            if one.fault is None and one.made_at >= before
        ]
        most = min(settings.shop.kept_snapshots, len(young))
        if dry_run:
            return len(snapshots.too_old(home, most, set()))
        return len(snapshots.remove_old(home, most, set()))


def _backups(business: Business, now: datetime, *, dry_run: bool) -> int:
    home, work = business.home, business.settings.work
    before = now - timedelta(days=business.settings.retention.backups_days)
    found = dated_in(home, folder_of(home, work))
    # The newest stays however old it is: it may be all that there is.
    kept = max(sum(made_at >= before for _, made_at in found), 1)
    old = [path for path, _ in found[: -min(kept, work.backups_kept)]]
    for path in () if dry_run else old:
        path.unlink(missing_ok=True)
    return len(old)
