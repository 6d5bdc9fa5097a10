"""A worker: takes work of the kinds it knows, from the ledger or from a server."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

import dramatiq

from jobs.work.brokers import broker_at
from jobs.work.care import Chore, cared_for, freeing, keeping, scheduling
from jobs.work.carry import declare
from jobs.work.clerk import Clerk
from jobs.work.embedded import LedgerBroker
from jobs.work.kinds import Kinds
from jobs.work.presence import presence
from jobs.work.relay import Relay
from jobs.work.settings import WorkSettings
from ledger import schedules
from ledger.grouped import Grouped, grouped
from ledger.open import Ledger
from ledger.processes import this_process
from ledger.schedules import Held, Next, Standing


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done again and again, and when each next."""

    standing: Callable[[], Iterable[Standing]]
    next_due: Next
    held: Held = lambda *_: None


@dataclass(frozen=True, slots=True)
class Working:
    """A worker at work; `stopping` is seen by every job that can end early."""

    clerk: Clerk
    broker: dramatiq.Broker
    stopping: threading.Event

    def wake(self) -> None:
        """Look at the line now: something was put into it by this process."""
        if isinstance(self.broker, LedgerBroker):
            self.broker.wake()


@contextmanager
def working(
    ledger: Ledger,
    kinds: Kinds,
    settings: WorkSettings | None = None,
    plan: Plan | None = None,
) -> Iterator[Working]:
    """Work in threads of this process until the end of the block, then stop well."""
    settings = settings or WorkSettings()
    stopping = threading.Event()
    with ExitStack() as stack:
        group = stack.enter_context(grouped(ledger))
        clerk = Clerk(group, this_process(), lease_s=settings.lease_s)
        stack.callback(clerk.close)
        broker = _broker(group, kinds, clerk, settings)
        stack.callback(broker.close)
        is_embedded = isinstance(broker, LedgerBroker)
        declare(broker, kinds, clerk, stopping, None if is_embedded else clerk.begin)
        at_work = Working(clerk, broker, stopping)
        here = stack.enter_context(presence(group, clerk, settings))
        chores = freeing(group), here, *_planned(group, plan, at_work)
        stack.enter_context(cared_for(*chores))
        if not is_embedded:
            stack.enter_context(Relay(group, broker, kinds, clerk.owner))
        broker.emit_after("process_boot")
        worker = dramatiq.Worker(
            broker, worker_threads=settings.threads, worker_timeout=200
        )
        worker.start()
        stack.callback(worker.stop, timeout=int(settings.stop_within_s * 1000))
        stack.callback(stopping.set)
        yield at_work


def _planned(group: Grouped, plan: Plan | None, at_work: Working) -> Iterator[Chore]:
    if plan is not None:
        yield keeping(group, plan.standing, plan.next_due)
        put_due = partial(schedules.put_due, next_due=plan.next_due, held=plan.held)
        yield scheduling(group, put_due, at_work.wake)


def _broker(
    group: Grouped, kinds: Kinds, clerk: Clerk, settings: WorkSettings
) -> dramatiq.Broker:
    if settings.broker is None:
        return LedgerBroker(group.ledger, kinds, clerk)
    return broker_at(settings.broker)
