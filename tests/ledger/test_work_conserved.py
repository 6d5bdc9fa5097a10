from datetime import UTC, datetime, timedelta

from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from ledger.errors import LeaseLost
from ledger.line import drop, parked, retry
from ledger.tables import work
from ledger.work import Work, Worker, claim, extend, fail, finish, put, release

WORKERS = st.sampled_from([Worker("ann", "ab", 60), Worker("bob", "bc", 300)])


class Line(RuleBasedStateMachine):
    """The line beside a model: key by id of what is open, and who holds what."""

    jobs = Bundle("jobs")

    def __init__(self, ledger):
        super().__init__()
        self.connection = ledger.writer.connect()
        self.transaction = self.connection.begin()
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.open = {}
        self.holders = {}

    def teardown(self):
        self.transaction.rollback()
        self.connection.close()

    @rule(
        kind=st.sampled_from("abc"),
        key=st.sampled_from(["x", "y", None]),
        wait_s=st.integers(0, 100),
    )
    def put(self, kind, key, wait_s):
        due_at = self.now + timedelta(seconds=wait_s)
        wanted = Work(kind, key=key, due_at=due_at, max_attempts=3)
        self.open[put(self.connection, wanted, self.now)] = key

    @rule(target=jobs, worker=WORKERS, limit=st.integers(1, 4))
    def claim(self, worker, limit):
        claimed = claim(self.connection, worker, limit, self.now)
        assert len(claimed) <= limit
        for job in claimed:
            assert job.key is None or job.id == self.oldest(job.key)
            held = self.holders.get(job.id)
            assert held is None or held.lease_until <= self.now
            self.holders[job.id] = job
        return multiple(*claimed)

    @rule(job=consumes(jobs))
    def finish(self, job):
        if self.answers(job, lambda: finish(self.connection, job)):
            del self.open[job.id], self.holders[job.id]

    @rule(job=consumes(jobs), wait_s=st.none() | st.integers(0, 100))
    def fail(self, job, wait_s):
        at = None if wait_s is None else self.now + timedelta(seconds=wait_s)
        if self.answers(job, lambda: fail(self.connection, job, "no", self.now, at)):
            del self.holders[job.id]

    @rule(job=consumes(jobs))
    def release(self, job):
        if self.answers(job, lambda: release(self.connection, job)):
            del self.holders[job.id]

    @rule(target=jobs, job=consumes(jobs), lease_s=st.integers(0, 100))
    def extend(self, job, lease_s):
        def answer():
            self.holders[job.id] = extend(self.connection, job, lease_s, self.now)

        self.answers(job, answer)
        return self.holders.get(job.id, job)

    @rule(seconds=st.integers(1, 400))
    def let_time_pass(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(is_kept=st.booleans())
    def decide_on_what_was_given_up(self, is_kept):
        for row in parked(self.connection):
            self.holders.pop(row.id, None)
            if is_kept:
                assert retry(self.connection, row.id, self.now)
            else:
                assert drop(self.connection, row.id)
                del self.open[row.id]

    @invariant()
    def nothing_is_lost_or_made_up(self):
        assert set(self.connection.scalars(select(work.c.id))) == set(self.open)

    def oldest(self, key):
        return min(number for number, of in self.open.items() if of == key)

    def answers(self, job, answer):
        held = self.holders.get(job.id)
        is_parked = job.id in {row.id for row in parked(self.connection)}
        is_own = held is not None and held.attempts == job.attempts and not is_parked
        try:
            answer()
        except LeaseLost:
            assert not is_own
            return False
        assert is_own
        return True


def test_work_is_conserved_and_kept_in_order(ledger):
    run_state_machine_as_test(
        lambda: Line(ledger),
        settings=limits(max_examples=50, stateful_step_count=30, deadline=None),
    )
