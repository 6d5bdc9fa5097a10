"""A life of a frontier: random calls, told to a report as they are made.

Two readers: tests that stop it at each change of the disk, and processes that are killed.
What is told before a call has begun may have happened, what is told after it has.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from frontier_small import DELAY_S, NOW, plan

from frontier.frontier import Frontier
from frontier.kernel import Keys

# Few shards, so that each has full segments soon.
HOSTS = [f"h{number}.{name}.test" for name in ("one", "two") for number in range(4)]
# The life goes on with what it has once so much waits.
MOST_WAITING = 200
# Nothing is given up: what fails goes on waiting.
PLAN = plan(delay_s=DELAY_S, attempts=1_000_000)
Tell = Callable[..., None]
# Makes one call of a frontier; who fills the disk makes it again.
Do = Callable[[Callable[[], Any]], Any]


def once(call: Callable[[], Any]) -> Any:
    """Make a call, whatever becomes of it."""
    return call()


class Life:
    """One process's calls, chosen by a seed; `tell(what, now, urls)` hears of each."""

    def __init__(self, home: Path, seed: int, tell: Tell, now: float = NOW) -> None:
        self.home = home
        self.tell = tell
        self.now = now
        self.plan = PLAN
        self.do: Do = once
        self._chance = random.Random(seed)  # noqa: S311  # a test's dice, not a secret
        self._seed = seed
        self._made = 0
        self._urls: dict[int, str] = {}

    def __enter__(self) -> "Life":
        self._open()
        return self

    def __exit__(self, *error: object) -> None:
        self.do(self.frontier.close)

    def step(self) -> None:
        """Make one call."""
        calls = (self._schedule, self._next, self._fetched, self._done, self._back)
        rare = (self.reopen, self._keep_safe, self._crawl)
        chosen = rare if self._chance.random() < 0.2 else calls
        self._chance.choice(chosen)()
        self.now += self._chance.choice((0.0, 0.0, 0.1, 0.6))

    def reopen(self) -> None:
        """Close the frontier and open it; whatever is leased will wait again."""
        self.tell("closing", self.now)
        self.frontier.next_batch(0, self.now)
        self.do(self.frontier.close)
        self.tell("closed", self.now)
        self._open()

    def _open(self) -> None:
        self._urls = {}
        self.frontier = self.do(
            lambda: Frontier.open(self.home, "shoes", self.now, self.plan)
        )
        self.tell("opened", self.now)

    def _schedule(self) -> None:
        if self.frontier.stats().pending > MOST_WAITING:
            return
        urls = [self._url() for _ in range(self._chance.randint(1, 60))]
        self.tell("scheduling", self.now, urls)
        self.do(lambda: self.frontier.schedule(urls, self.now))
        self.tell("accepted", self.now, urls)

    def _url(self) -> str:
        self._made += 1
        host = self._chance.choice(HOSTS)
        return f"http://{host}/a-page-of-some-length/{self._seed}/{self._made}"

    def _crawl(self) -> None:
        for _ in range(self._chance.randint(1, 20)):
            self._next(100)
            self._done(len(self._urls))
            self.now += DELAY_S

    def _next(self, most: int = 5) -> None:
        batch = self.do(lambda: self.frontier.next_batch(most, self.now))
        self._urls |= dict(zip(batch.ids.tolist(), batch.urls, strict=True))
        self.tell("leased", self.now, batch.urls)

    def _fetched(self) -> None:
        ids = self._some()
        self.tell("answered", self.now, [self._urls[number] for number in ids])
        self.do(lambda: self.frontier.fetched(_keys(ids), self.now))

    def _done(self, most: int = 3) -> None:
        ids = self._some(most)
        urls = [self._urls.pop(number) for number in ids]
        self.tell("finishing", self.now, urls)
        page = self._chance.random() < 0.9
        self.do(lambda: self.frontier.done(_keys(ids), self.now, page=page))
        self.tell("finished", self.now, urls)

    def _back(self) -> None:
        if self._chance.random() < 0.7:
            return
        ids = self._some()
        urls = [self._urls.pop(number) for number in ids]
        call = self._chance.choice((self.frontier.fail, self.frontier.release))
        # A URL that goes back was asked: what is told has to be on the safe side.
        self.tell("returning", self.now, urls)
        self.do(lambda: self.frontier.fetched(_keys(ids), self.now))
        self.do(lambda: call(_keys(ids), self.now))

    def _keep_safe(self) -> None:
        self.do(self._chance.choice((self.frontier.sync, self.frontier.checkpoint)))

    def _some(self, most: int = 3) -> list[int]:
        return self._chance.sample(sorted(self._urls), min(most, len(self._urls)))


def _keys(ids: list[int]) -> Keys:
    return np.array(ids, np.uint64)
