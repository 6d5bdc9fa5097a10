"""The clerk of a worker: takes jobs from the line, and answers for them in groups.

Every job that this process has in hand is in `held`; its lease is made longer until it
is answered. An answer that the ledger does not take now is kept and given again.
"""

import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from jobs.work.kinds import Effect, Kind
from ledger import ahead
from ledger.errors import LeaseLost
from ledger.grouped import Grouped
from ledger.work import Job, Worker, fail, finish, release

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = structlog.get_logger()

LEASE_S = 60.0
# What a person reads of a failure: its end says most.
_ERROR_CHARS = 8_000
_AGAIN_S = 0.5

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class Clerk:
    """Holds and answers jobs in the name of one owner."""

    def __init__(
        self,
        group: Grouped,
        owner: str,
        *,
        lease_s: float = LEASE_S,
        now: Clock = utc_now,
    ) -> None:
        self.owner = owner
        self.held: dict[int, Job] = {}
        self.done = self.failed = 0
        # Called when work that was behind other work of its key may be free.
        self.freed: Callable[[], None] = _nobody
        self._group = group
        self._lease_s = lease_s
        self._now = now
        self._finished: list[Job] = []
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="leases", daemon=True)
        self._thread.start()

    def hold(self, kinds: list[str], limit: int) -> list[Job]:
        """Take up to `limit` jobs of these kinds from the line."""
        worker = Worker(self.owner, kinds, self._lease_s)

        def write(connection: "Connection") -> list[Job]:
            return ahead.hold(connection, worker, limit, self._now())

        jobs = self._group.do(write, apart=False).result()
        self.held.update((job.id, job) for job in jobs)
        return jobs

    def begin(self, job: Job) -> Job | None:
        """Take over a job that a server brought; None when it is nobody's here."""
        worker = Worker(self.owner, (), self._lease_s)

        def write(connection: "Connection") -> Job | None:
            return ahead.begin(connection, job, worker, self._now())

        ours = self._group.do(write, apart=False).result()
        if ours is not None:
            self.held[ours.id] = ours
        return ours

    def settle(self, job: Job, effect: Effect | None) -> None:
        """Take a job off the line, together with its effect."""
        if effect is None:
            self._finish(job)
            return

        def write(connection: "Connection") -> None:
            effect(connection)
            finish(connection, job)

        try:
            self._group.do(write).result()
        except LeaseLost as lost:
            log.warning("work.lease_lost", job=job.id, error=str(lost))
        self._answered(job)

    def fail(self, job: Job, kind: Kind, error: BaseException) -> None:
        """Give a job back for another try, or park it for a person."""
        now = self._now()
        said = "".join(traceback.format_exception(error))[-_ERROR_CHARS:]
        retry_at = kind.retry_at(error, job.attempts, now)

        def write(connection: "Connection") -> bool:
            return fail(connection, job, said, now, retry_at)

        self.failed += 1
        parked = self._surely(write, job)
        log.warning(
            "work.failed", job=job.id, kind=job.kind, error=repr(error), parked=parked
        )

    def release(self, job: Job) -> None:
        """Give a job back untouched."""
        self._surely(lambda connection: release(connection, job), job)

    def close(self) -> None:
        """End; answers that are under way are written by whoever closes the group."""
        self._ended.set()
        self._thread.join()

    def _finish(self, job: Job) -> None:
        """Have a job taken off the line with all others that are finished now."""
        with self._lock:
            self._finished.append(job)
            first = len(self._finished) == 1
        if first:
            self._order_finish()

    def _order_finish(self) -> None:
        leaving: list[Job] = []

        def write(connection: "Connection") -> None:
            with self._lock:
                leaving[:], self._finished = self._finished, []
            lost = ahead.finish_all(connection, leaving)
            if lost:
                log.warning("work.leases_lost", jobs=lost)

        written = self._group.do(write, apart=False)
        written.add_done_callback(lambda done: self._told(leaving, done.exception()))

    def _told(self, leaving: list[Job], error: BaseException | None) -> None:
        """Forget the jobs whose end is written; keep the others and try again."""
        if error is None:
            for job in leaving:
                self._answered(job)
        elif not self._ended.is_set():
            with self._lock:
                self._finished = leaving + self._finished
            threading.Timer(_AGAIN_S, self._order_finish).start()

    def _surely(self, write: Callable[["Connection"], object], job: Job) -> object:
        """Write an answer, however often the ledger refuses it."""
        written: object = None
        while not self._ended.is_set():
            try:
                written = self._group.do(write).result()
            except LeaseLost as lost:
                log.warning("work.lease_lost", job=job.id, error=str(lost))
            except Exception as error:  # noqa: BLE001 - a full disk may empty again
                log.warning("work.not_answered", job=job.id, error=str(error))
                self._ended.wait(_AGAIN_S)
                continue
            break
        self.held.pop(job.id, None)
        return written

    def _answered(self, job: Job) -> None:
        self.held.pop(job.id, None)
        self.done += 1
        if job.key is not None:
            self.freed()

    def _renew(self) -> None:
        while not self._ended.wait(self._lease_s / 3):
            jobs = list(self.held.values())

            def write(connection: "Connection", jobs: list[Job] = jobs) -> int:
                return ahead.extend_all(connection, jobs, self._lease_s, self._now())

            if jobs:
                self._group.do(write, apart=False).add_done_callback(_log_renewal)


def _nobody() -> None:
    """Tell nobody."""


def _log_renewal(written: object) -> None:
    error = getattr(written, "exception", lambda: None)()
    if error is not None:
        log.warning("work.leases_not_renewed", error=str(error))
