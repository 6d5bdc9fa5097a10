"""A worker: takes work of the kinds it knows, from the ledger or from a server."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import dramatiq
import structlog

from jobs.work.brokers import broker_at
from jobs.work.carry import declare
from jobs.work.clerk import Clerk, utc_now
from jobs.work.embedded import LedgerBroker
from jobs.work.kinds import Kinds
from jobs.work.relay import Relay
from jobs.work.settings import WorkSettings
from ledger.ahead import orphans
from ledger.grouped import Grouped, grouped
from ledger.open import Ledger
from ledger.processes import this_process

log = structlog.get_logger()

_LOOK_AFTER_S = 5.0


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
    ledger: Ledger, kinds: Kinds, settings: WorkSettings | None = None
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
        stack.enter_context(_looked_after(group))
        if not is_embedded:
            stack.enter_context(Relay(group, broker, kinds, clerk.owner))
        broker.emit_after("process_boot")
        worker = dramatiq.Worker(
            broker, worker_threads=settings.threads, worker_timeout=200
        )
        worker.start()
        stack.callback(worker.stop, timeout=int(settings.stop_within_s * 1000))
        stack.callback(stopping.set)
        yield Working(clerk, broker, stopping)


def _broker(
    group: Grouped, kinds: Kinds, clerk: Clerk, settings: WorkSettings
) -> dramatiq.Broker:
    if settings.broker is None:
        return LedgerBroker(group.ledger, kinds, clerk)
    return broker_at(settings.broker)


@contextmanager
def _looked_after(group: Grouped) -> Iterator[None]:
    """Free what workers of this machine hold when they die."""
    ended = threading.Event()
    care = threading.Thread(target=_care, args=(group, ended), daemon=True)
    care.start()
    try:
        yield
    finally:
        ended.set()
        care.join()


def _care(group: Grouped, ended: threading.Event) -> None:
    while True:
        try:
            freed = group.do(lambda connection: orphans(connection, utc_now())).result()
            if freed:
                log.warning("work.freed", jobs=freed, reason="their worker died")
        except Exception as error:  # noqa: BLE001 - the ledger may be busy; later then
            log.warning("work.not_looked_after", error=str(error))
        if ended.wait(_LOOK_AFTER_S):
            return
