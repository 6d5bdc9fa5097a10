"""Take jobs in stock, for a worker that serves many small ones at a time.

Jobs that are only held have not spent their attempt: a worker that dies with a hundred
of them in stock harms none. One whose worker died may be what killed it, so it is
handed out alone and counts as begun, until its attempts are spent.

    hold -> in stock, not begun -> done: many rows off the line in one statement
             worker dies: free again at once (`orphans`) or when the lease ends

Where jobs travel to their workers by a server, each worker says when it begins (`told`),
so that what a server lost spends no attempt either.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    null,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from ledger.processes import may_run
from ledger.tables import work
from ledger.work import (
    ATTEMPT,
    IS_DUE,
    IS_FIRST_OF_KEY,
    IS_OWN,
    JOB,
    NOW,
    PARK_SPENT,
    Job,
    Worker,
    job_of,
    own,
    unlocked,
)


def hold(
    connection: Connection,
    worker: Worker,
    limit: int,
    now: datetime,
    *,
    told: bool = False,
) -> list[Job]:
    """Lease up to `limit` jobs to have in stock; at most one of each kind a suspect.

    Of jobs whose workers are `told` to say when they begin, none is suspected.
    """
    until = now + timedelta(seconds=worker.lease_s)
    connection.execute(PARK_SPENT, {"kinds": list(worker.kinds), "now": now})
    facts = {"now": now, "until": until, "owner": worker.name}
    held: list[Job] = []
    ways = ((_ANY, limit),) if told else ((_SUSPECT, 1), (_FRESH, limit))
    for kind in worker.kinds:
        for statement, count in ways:
            room = min(count, limit - len(held))
            if room > 0:
                rows = connection.execute(
                    statement, facts | {"of_kind": kind, "count": room}
                )
                jobs = [job_of(row, worker.name, until) for row in rows]
                held += sorted(jobs, key=lambda job: job.id)
    return held


def is_due(connection: Connection, kinds: Sequence[str], now: datetime) -> bool:
    """Tell whether there is anything of these kinds to hold, writing nothing."""
    facts = {"kinds": list(kinds), "now": now}
    return connection.execute(_DUE, facts).first() is not None


def not_begun(connection: Connection, owner: str, now: datetime) -> int:
    """Count what `owner` holds and nobody has begun."""
    return connection.execute(_NOT_BEGUN, {"of_owner": owner, "now": now}).scalar_one()


def finish_all(connection: Connection, jobs: Iterable[Job]) -> int:
    """Take many jobs off the line; returns how many no longer were their owner's."""
    mine = [own(job) for job in jobs]
    if not mine:
        return 0
    return len(mine) - connection.execute(_FINISH, mine).rowcount


def extend_all(
    connection: Connection, jobs: Iterable[Job], lease_s: float, now: datetime
) -> int:
    """Lease many jobs for longer; returns how many no longer were their owner's."""
    until = now + timedelta(seconds=lease_s)
    mine = [own(job) | {"new_until": until} for job in jobs]
    if not mine:
        return 0
    return len(mine) - connection.execute(_EXTEND, mine).rowcount


def begin(
    connection: Connection, job: Job, worker: Worker, now: datetime
) -> Job | None:
    """Give `worker` the job that its holder sent; None when that is too late.

    It is when the lease is another's by now, and when a second message brings it.
    """
    until = now + timedelta(seconds=worker.lease_s)
    facts = own(job) | {"new_until": until, "new_owner": worker.name, "now": now}
    if connection.execute(_BEGIN, facts).rowcount != 1:
        return None
    return replace(job, owner=worker.name, lease_until=until)


def orphans(
    connection: Connection, now: datetime, runs_on: Callable[[str], bool] = may_run
) -> int:
    """Free the jobs of owners that died on this machine; returns how many."""
    owners = connection.scalars(_OWNERS).all()
    gone = [name for name in owners if name and _is_process(name) and not runs_on(name)]
    if not gone:
        return 0
    return connection.execute(_ORPHANED, {"gone": gone, "now": now}).rowcount


def _is_process(name: str) -> bool:
    """Tell whether a name is one of processes.py; others are known to nobody here."""
    return name.count(":") >= 2


_OF_KIND = (work.c.kind == bindparam("of_kind")) & work.c.parked_at.is_(None)
_UNTIL = bindparam("until", type_=work.c.lease_until.type)
_NEW_UNTIL = bindparam("new_until", type_=work.c.lease_until.type)


def _held(lease: ColumnElement[bool], begun_at: Any) -> ReturningUpdate[Any]:
    chosen = (
        unlocked(_OF_KIND, work.c.due_at <= NOW, lease, IS_FIRST_OF_KEY)
        .order_by(work.c.due_at, work.c.id)
        .limit(bindparam("count"))
        .cte("chosen")
    )
    return (
        update(work)
        .where(work.c.id.in_(select(chosen.c.id)))
        .values(
            **ATTEMPT,
            begun_at=begun_at,
            lease_owner=bindparam("owner"),
            lease_until=_UNTIL,
        )
        .returning(*(work.c[name] for name in JOB))
    )


_IS_FREE = work.c.lease_until.is_(None)
_HAS_ENDED = work.c.lease_until <= NOW
_SUSPECT = _held(_HAS_ENDED, NOW)
_FRESH = _held(_IS_FREE, null())
_ANY = _held(_IS_FREE | _HAS_ENDED, null())
_DUE = select(work.c.id).where(IS_DUE, IS_FIRST_OF_KEY).limit(1)
_NOT_BEGUN = (
    select(func.count())
    .select_from(work)
    .where(
        work.c.lease_owner == bindparam("of_owner"),
        work.c.begun_at.is_(None),
        work.c.lease_until > NOW,
    )
)
_FINISH = delete(work).where(IS_OWN)
_EXTEND = update(work).where(IS_OWN).values(lease_until=_NEW_UNTIL)
_BEGIN = (
    update(work)
    .where(IS_OWN, work.c.begun_at.is_(None))
    .values(lease_owner=bindparam("new_owner"), lease_until=_NEW_UNTIL, begun_at=NOW)
)
_OWNERS = (
    select(work.c.lease_owner)
    .distinct()
    .where(work.c.lease_owner.is_not(None), work.c.parked_at.is_(None))
)
_ORPHANED = (
    update(work)
    .where(
        work.c.lease_owner.in_(bindparam("gone", expanding=True)),
        work.c.parked_at.is_(None),
        work.c.lease_until > NOW,
    )
    .values(lease_until=NOW)
)
