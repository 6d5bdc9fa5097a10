"""Any calls of a frontier in any order, each made of its model as well."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
from frontier_model import Model
from frontier_small import NOW, counted, plan
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from frontier.frontier import Frontier
from frontier.plan import Budgets
from frontier.politeness import Politeness
from frontier.values import Reason

HOSTS = ("a.test", "b.test", "www.c.test", "img.c.test", "d.test")
NAMES = st.sampled_from(HOSTS)
SECONDS = st.sampled_from([0.0, 0.25, 1.0, 2.5, 60.0])
LINKS = st.lists(
    st.tuples(NAMES, st.integers(0, 40), st.integers(0, 3), st.integers(-1, 1)),
    min_size=1,
    max_size=12,
)
MOST = st.sampled_from([1, 2, 3, 100])
# Which of the leases a call is about, by their places in a list.
CHOICE = st.lists(st.integers(0, 50), max_size=4)
BUDGETS = st.sampled_from(
    [Budgets()] * 3 + [Budgets(host=6), Budgets(domain=8, host=6), Budgets(crawl=20)]
)
POLITENESS = st.sampled_from(
    [
        Politeness(delay_s=1.0),
        Politeness(delay_s=0.0),
        Politeness(delay_s=1.0, group_by="domain", group_delay_s=0.5),
        Politeness(delay_s=0.25, group_by="domain", group_delay_s=2.0),
    ]
)


class Calls(RuleBasedStateMachine):
    """Any calls in any order; after each one frontier and model agree."""

    # Whether lanes spill into runs on disk, and segments are emptied and removed.
    small = False

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="frontier-model-"))
        self.home = self.place / "0"
        self.now = self.told = NOW
        self.clock_is_true = True
        self.old: list[int] = []
        self.flood = 0

    @initialize(
        order=st.sampled_from(["breadth", "depth", "best"]),
        politeness=POLITENESS,
        budgets=BUDGETS,
    )
    def open(self, order: str, politeness: Politeness, budgets: Budgets) -> None:
        self.plan = plan(order=order, politeness=politeness, budgets=budgets)
        self.model = Model(self.plan, NOW)
        self.model.ages_count = not self.small
        self.frontier = self._opened()
        self.model.ties_count = True

    @rule(links=LINKS, again=st.sampled_from([False, False, False, True]))
    def schedule(self, links: list[tuple[str, int, int, int]], again: bool) -> None:
        urls = [f"http://{host}/{path}" for host, path, _, _ in links]
        self._schedule(
            urls, [link[2] for link in links], [link[3] for link in links], again=again
        )

    @rule(host=NAMES, count=st.sampled_from([40, 300, 700]), depth=st.integers(0, 3))
    def flood_host(self, host: str, count: int, depth: int) -> None:
        self.flood += count
        urls = [f"http://{host}/f/{self.flood - left}" for left in range(count)]
        depths = [(depth + at * 7) % 5 for at in range(count)]
        self._schedule(urls, depths, [0] * count)

    @rule(most=MOST)
    def next_batch(self, most: int) -> None:
        self._tell()
        batch = self.frontier.next_batch(most, self.now)
        self.model.hand_out(batch, most)
        self.old += batch.ids.tolist()

    @rule(rounds=st.sampled_from([3, 70, 300]), most=MOST)
    def crawl(self, rounds: int, most: int) -> None:
        for _ in range(rounds):
            self._tell()
            batch = self.frontier.next_batch(most, self.now)
            self.model.hand_out(batch, most)
            self.frontier.done(batch.ids, self.now)
            self.model.done(batch.ids.tolist(), page=True)
            if not len(batch):
                left_s = self.model.ready_at() - self.model.now
                self.now += max(0.0, min(left_s, 99.0))

    @rule(choice=CHOICE)
    def fetched(self, choice: list[int]) -> None:
        self._tell()
        ids = self._leases(choice)
        self.frontier.fetched(np.array(ids, np.uint64), self.now)
        self.model.fetched(ids)

    @rule(choice=CHOICE, page=st.booleans())
    def done(self, choice: list[int], page: bool) -> None:
        self._tell()
        ids = self._leases(choice)
        self.frontier.done(np.array(ids, np.uint64), self.now, page=page)
        self.model.done(ids, page=page)

    @rule(choice=CHOICE)
    def fail(self, choice: list[int]) -> None:
        self._tell()
        ids = self._leases(choice)
        lost = self.frontier.fail(np.array(ids, np.uint64), self.now)
        assert lost == self.model.fail(ids)

    @rule(choice=CHOICE)
    def release(self, choice: list[int]) -> None:
        self._tell()
        ids = self._leases(choice)
        self.frontier.release(np.array(ids, np.uint64), self.now)
        self.model.release(ids)

    @rule(seconds=SECONDS)
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(seconds=st.sampled_from([0.5, 3600.0]))
    def set_the_clock_back(self, seconds: float) -> None:
        self.now -= seconds
        self.clock_is_true = False

    @rule(host=NAMES, seconds=st.sampled_from([0.0, 0.5, 5.0]))
    def block(self, host: str, seconds: float) -> None:
        self._tell()
        self.frontier.block(host, self.now + seconds, self.now)
        self.model.block(host, self.model.now + seconds)

    @rule(host=NAMES)
    def unblock(self, host: str) -> None:
        self._tell()
        self.frontier.unblock(host, self.now)
        self.model.block(host, 0.0)

    @rule(host=NAMES, seconds=st.sampled_from([None, 0.0, 0.5, 3.0]))
    def set_delay(self, host: str, seconds: float | None) -> None:
        self._tell()
        self.frontier.set_delay(host, seconds, self.now)
        self.model.set_delay(host, seconds)

    @rule()
    def keep_safe(self) -> None:
        self.frontier.sync()

    @rule()
    def checkpoint(self) -> None:
        self.frontier.checkpoint()

    @precondition(lambda self: self.clock_is_true)
    @rule(seconds=SECONDS)
    def close_and_open(self, seconds: float) -> None:
        self._tell()
        self.frontier.next_batch(0, self.now)  # what time it is
        self.frontier.close()
        self.model.closed()
        self.now += seconds
        self._tell()
        self.frontier = self._opened()

    @precondition(lambda self: self.clock_is_true)
    @rule(seconds=SECONDS)
    def kill_and_open(self, seconds: float) -> None:
        left = self.place / str(int(self.home.name) + 1)
        shutil.copytree(self.home, left)
        self.frontier.close()
        self.home = left
        self.now += seconds
        self._tell()
        self.model.killed()
        self.frontier = self._opened()

    @invariant()
    @precondition(lambda self: hasattr(self, "frontier"))
    def every_accepted_url_is_somewhere(self) -> None:
        assert counted(self.frontier) == self.model.counts()
        assert sum(self.model.counts().values()) == self.model.accepted
        assert self.frontier.stats().damage == ()

    @invariant()
    @precondition(lambda self: hasattr(self, "frontier"))
    def whoever_can_go_is_waited_for_no_longer(self) -> None:
        by = self.model.ready_at()
        if by < np.inf:
            told = self.frontier.next_ready_at()
            assert told is not None
            assert told - self.told <= max(0.0, by - self.model.now)

    def teardown(self) -> None:
        if hasattr(self, "frontier"):
            self.frontier.close()
        shutil.rmtree(self.place)

    def _opened(self) -> Frontier:
        # Opening empties old segments.
        self.model.ties_count = self.model.ties_count and not self.small
        return Frontier.open(self.home, "shoes", self.now, self.plan)

    def _tell(self) -> None:
        """Let the model's clock go on as far as the frontier can know of."""
        self.model.now += max(0.0, self.now - self.told)
        self.told = self.now

    def _leases(self, choice: list[int]) -> list[int]:
        """Return leases, the newest ones for small numbers; some may be over."""
        newest = self.old[::-1]
        return [newest[at] for at in choice if at < len(newest)]

    def _schedule(
        self,
        urls: list[str],
        depths: list[int],
        priorities: list[int],
        *,
        again: bool = False,
    ) -> None:
        best = self.plan.order == "best"
        deeper = -1 if self.plan.order == "depth" else 1
        self._tell()
        found = self.frontier.schedule(
            urls,
            self.now,
            depth=depths,
            priority=priorities,
            score=depths if best else None,
            again=again,
        )
        for at, url in enumerate(urls):
            rank = -priorities[at] * 1e6 + deeper * depths[at]
            new = self.model.schedule(url, -depths[at] if best else rank, again=again)
            assert found.accepted[at] == new
            assert found.reasons[at] == (Reason.ACCEPTED if new else Reason.DUPLICATE)


class CallsOnSmallSegments(Calls):
    """The same with segments of a few KB."""

    small = True
