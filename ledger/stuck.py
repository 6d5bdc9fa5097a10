"""What a process that died left behind, and that nobody has taken up since."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select

from ledger.processes import may_run
from ledger.tables import runs, work


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
