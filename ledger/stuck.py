"""What a process that died left behind, and that nobody has taken up since."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from ledger.operatetables import workers
from ledger.processes import may_run
from ledger.tables import runs, work

# A worker tells of itself every ten seconds.
_ALIVE = timedelta(seconds=60)


def dead_runs(
    connection: Connection, runs_on: Callable[[str], bool] = may_run
) -> list[str]:
    """List the runs that are called running, and whose process is gone."""
    found = select(runs.c.run_id, runs.c.owner).where(runs.c.status == "running")
    return [row.run_id for row in connection.execute(found) if not runs_on(row.owner)]


def overdue_leases(connection: Connection, now: datetime) -> list[int]:
    """List the work whose lease is over, and that is neither done nor given back."""
    found = select(work.c.id).where(
        work.c.lease_owner.is_not(None),
        work.c.lease_until < now,
        work.c.parked_at.is_(None),
    )
    return list(connection.scalars(found.order_by(work.c.id)))


def is_tended(
    connection: Connection, now: datetime, runs_on: Callable[[str], bool] = may_run
) -> bool:
    """Tell whether a worker is there, who takes up what another one left."""
    names = connection.scalars(
        select(workers.c.name).where(workers.c.seen_at > now - _ALIVE)
    )
    return any(runs_on(name) for name in names)
