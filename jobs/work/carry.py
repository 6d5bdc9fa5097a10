"""Jobs as messages of dramatiq, and the one function that every message calls.

A message carries its whole job, so that a worker asks nobody before it begins. What it
answers counts only while the job is still its owner's, so a message that comes twice,
or late, changes nothing.
"""

import math
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import dramatiq
from dramatiq.middleware import Interrupt, Middleware, TimeLimit

from jobs.work.apart import Stopped, run_apart
from jobs.work.clerk import Clerk
from jobs.work.kinds import Effect, Kind, Kinds, Task
from ledger.work import Job

Run = Callable[[Kind, Task], Effect | None]


def to_message(job: Job, kind: Kind) -> dramatiq.Message[None]:
    """Return the message that carries `job`."""
    facts = {
        "id": job.id,
        "key": job.key,
        "payload": job.payload,
        "attempts": job.attempts,
        "max_attempts": job.max_attempts,
        "owner": job.owner,
        "lease_until": job.lease_until.isoformat(),
    }
    return dramatiq.Message(
        queue_name=kind.queue,
        actor_name=kind.name,
        args=(facts,),
        kwargs={},
        options={},
        message_id=f"{job.id}-{job.attempts}",
    )


def to_job(kind: str, facts: dict[str, Any]) -> Job:
    """Return the job that a message carried."""
    until = datetime.fromisoformat(facts["lease_until"])
    return Job(kind=kind, **{**facts, "lease_until": until})


def limits() -> list[Middleware]:
    """Return what every broker does beside carrying: end what takes too long."""
    return [TimeLimit(interval=250)]


def declare(
    broker: dramatiq.Broker,
    kinds: Kinds,
    clerk: Clerk,
    stopping: threading.Event,
    begin: Callable[[Job], Job | None] | None = None,
) -> None:
    """Make every kind an actor of `broker`.

    `begin` tells whether a job is still to be done, where that may have changed.
    """
    for kind in kinds.values():
        as_actor = dramatiq.actor(
            broker=broker,
            actor_name=kind.name,
            queue_name=kind.queue,
            # What runs apart is ended by its watcher.
            time_limit=math.inf if kind.apart else kind.limit_s * 1000,
        )
        as_actor(_carrier(kind, clerk, stopping, begin))


def _carrier(
    kind: Kind,
    clerk: Clerk,
    stopping: threading.Event,
    begin: Callable[[Job], Job | None] | None,
) -> Callable[[dict[str, Any]], None]:
    run = run_apart if kind.apart else _run_here

    def carry_out(facts: dict[str, Any]) -> None:
        sent = to_job(kind.name, facts)
        job = sent if begin is None else begin(sent)
        if job is None:
            return
        task = Task(job.id, job.kind, job.key, job.payload, job.attempts, stopping)
        try:
            clerk.settle(job, run(kind, task))
        except Stopped:
            clerk.release(job)
        except (Exception, Interrupt) as error:  # noqa: BLE001 - the job's, not ours
            clerk.fail(job, kind, error)

    return carry_out


def _run_here(kind: Kind, task: Task) -> Effect | None:
    return kind.run(task)
