"""The broker without a server: dramatiq's workers are served from the ledger's line."""

import threading
from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import dramatiq
from dramatiq import Consumer, Message, MessageProxy
from dramatiq.errors import QueueNotFound

from jobs.work.carry import limits, to_job, to_message
from jobs.work.clerk import Clerk, utc_now
from jobs.work.kinds import Kinds, kind_of
from ledger.ahead import is_due
from ledger.open import Ledger
from ledger.work import Job, Work, put

# How often an idle worker looks for what other processes put.
POLL_S = 0.2
# So many jobs are in stock: enough to keep all threads busy during one commit.
_STOCK = 192


class LedgerBroker(dramatiq.Broker):
    """Serves the kinds of work that it knows, each from the queue of its kind."""

    def __init__(
        self, ledger: Ledger, kinds: Kinds, clerk: Clerk, poll_s: float = POLL_S
    ) -> None:
        super().__init__(middleware=limits())
        self.ledger = ledger
        self.kinds = kinds
        self.clerk = clerk
        self.poll_s = poll_s
        self.woken = threading.Condition()
        self.wakes = 0
        clerk.freed = self.wake

    def declare_queue(self, queue_name: str) -> None:
        """Serve a queue from now on."""
        if queue_name in self.queues:
            return
        self.emit_before("declare_queue", queue_name)
        self.queues[queue_name] = queue_name
        self.emit_after("declare_queue", queue_name)

    def enqueue(
        self, message: Message[Any], *, delay: int | None = None
    ) -> Message[Any]:
        """Put a message's work in the line."""
        kind_of(self.kinds, message.actor_name)
        now = utc_now()
        payload = message.args[0] if message.args else None
        due_at = now + timedelta(milliseconds=delay or 0)
        work = Work(message.actor_name, payload, message.options.get("key"), due_at)
        self.emit_before("enqueue", message, delay)
        with self.ledger.write() as connection:
            put(connection, work, now)
        self.wake()
        self.emit_after("enqueue", message, delay)
        return message

    def consume(
        self, queue_name: str, prefetch: int = 1, timeout: int = 30_000
    ) -> Consumer:
        """Return an iterator over what is due in a queue."""
        if queue_name not in self.queues:
            raise QueueNotFound(queue_name)  # type: ignore[no-untyped-call]
        names = [k.name for k in self.kinds.values() if k.queue == queue_name]
        alone = any(self.kinds[name].apart for name in names)
        stock = 1 if alone else _STOCK
        return _LineConsumer(self, names, stock, timeout / 1000)

    def wake(self) -> None:
        """Let idle consumers look at the line now."""
        with self.woken:
            self.wakes += 1
            self.woken.notify_all()


class _LineConsumer(Consumer):
    def __init__(
        self, broker: LedgerBroker, kinds: list[str], stock: int, timeout_s: float
    ) -> None:
        self._broker = broker
        self._kinds = kinds
        self._most = stock
        self._timeout_s = min(timeout_s, broker.poll_s)
        self._stock: deque[Job] = deque()
        self._handed = 0

    def __next__(self) -> MessageProxy | None:
        if not self._stock:
            self._fetch()
        if not self._stock:
            return None
        job = self._stock.popleft()
        with self._broker.woken:
            self._handed += 1
        kind = kind_of(self._broker.kinds, job.kind)
        return MessageProxy(to_message(job, kind))

    def ack(self, message: MessageProxy) -> None:
        """Make room for another job; the clerk has answered for this one."""
        with self._broker.woken:
            self._handed -= 1
            if self._wants_more():
                self._broker.woken.notify_all()

    # What nobody can carry out was released, or runs out of its lease.
    nack = ack

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        """Give back what was handed out and not begun."""
        for message in messages:
            self._broker.clerk.release(to_job(message.actor_name, message.args[0]))

    def close(self) -> None:
        """Give back what is in stock."""
        while self._stock:
            self._broker.clerk.release(self._stock.popleft())

    def _fetch(self) -> None:
        with self._broker.woken:
            seen = self._broker.wakes
            if not self._broker.woken.wait_for(self._wants_more, self._timeout_s):
                return
        with self._broker.ledger.read() as connection:
            due = is_due(connection, self._kinds, utc_now())
        if due:
            room = self._most - self._handed
            self._stock.extend(self._broker.clerk.hold(self._kinds, room))
            return
        with self._broker.woken:
            self._broker.woken.wait_for(
                lambda: self._broker.wakes != seen, self._timeout_s
            )

    def _wants_more(self) -> bool:
        # Half a stock at once: a commit for each single job would be the whole work.
        return self._handed <= self._most // 2 and self._handed < self._most
