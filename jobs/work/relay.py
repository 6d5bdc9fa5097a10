"""Bring the line's work to a server, whose workers may be on many machines.

    line -> leased to the relay -> message -> a worker begins -> effect, row gone
             ^ nobody began before the lease ended: it is sent again

The row stays until its effect commits, so what the server loses is sent again, and what
comes twice is refused when its worker begins.
"""

import threading
from collections.abc import Sequence
from typing import Self

import dramatiq
import structlog

from jobs.work.carry import to_message
from jobs.work.clerk import utc_now
from jobs.work.kinds import Kinds
from ledger.ahead import hold, is_due, not_begun
from ledger.grouped import Grouped
from ledger.work import Job, Worker

log = structlog.get_logger()

# A message that no worker began with for so long is sent once more.
RESEND_S = 120.0
_POLL_S = 0.2
_AT_ONCE = 200
# What waits for its worker at the server; the rest waits in the line.
_MOST_UNDER_WAY = 2_000
# A server that is away is asked again, less and less often.
_FIRST_WAIT_S, _MOST_WAIT_S = 0.5, 30.0


class Relay:
    """Sends what is due, as long as it is entered."""

    def __init__(
        self,
        group: Grouped,
        broker: dramatiq.Broker,
        kinds: Kinds,
        owner: str,
        resend_s: float = RESEND_S,
    ) -> None:
        self._group = group
        self._broker = broker
        self._kinds = kinds
        self._worker = Worker(owner, tuple(kinds), resend_s)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self.sent = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *about: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._ended.is_set():
            try:
                jobs = self._take()
                self._send(jobs)
            except Exception as error:  # noqa: BLE001 - the server may come back
                log.warning("work.not_sent", error=str(error), again_in_s=wait_s)
                self._ended.wait(wait_s)
                wait_s = min(2 * wait_s, _MOST_WAIT_S)
                continue
            wait_s = _FIRST_WAIT_S
            if not jobs:
                self._ended.wait(_POLL_S)

    def _take(self) -> Sequence[Job]:
        kinds, owner = self._worker.kinds, self._worker.name
        with self._group.ledger.read() as connection:
            if not is_due(connection, kinds, utc_now()):
                return ()
            room = _MOST_UNDER_WAY - not_begun(connection, owner, utc_now())
        if room <= 0:
            return ()
        limit = min(room, _AT_ONCE)
        written = self._group.do(
            lambda connection: hold(
                connection, self._worker, limit, utc_now(), told=True
            )
        )
        return written.result()

    def _send(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._broker.enqueue(to_message(job, self._kinds[job.kind]))
            self.sent += 1
