"""What the frontier's benchmarks share: made-up URLs, clocks, medians, a table.

The URLs are those of a broad crawl: 10,000 hosts whose sizes follow a power law (the
biggest has 4.6 % of all URLs, the smallest 10 of 500,000), in random order, about 70
characters each, two of seven with a query. As found on pages, one in twenty is an earlier
one in another spelling (upper-case host, a fragment), which everybody measured here has
to see through, one has letters to be escaped and one has the marks of a campaign.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._load import cpu_seconds
from frontier.column import read_urls
from frontier.frontier import Frontier

HOSTS = 10_000
BATCH = 10_000
NOW = 1_795_000_000.0
DELAY_S = 1.0
STEP_S = 0.125  # between two calls; exact in binary, as the delay is
LEASES = 1000  # at most, a call
TIMES = 3
# Over 10,000 hosts this gives the biggest 4.6 % of all URLs.
_SLOPE = 0.84
_SHELVES = (
    "garden",
    "kitchen-and-dining",
    "tools/power-tools",
    "baby",
    "outdoor/camping-and-hiking",
    "pets/dogs",
    "office-supplies",
    "sale",
)
_ENDINGS = (".html", "", "/", ".html?color=red&size=xl", ".html", "?page=3", "-p")
_ITEMS = ("hose-reel", "cast-iron-skillet", "tent", "cordless-drill-driver-18v", "lamp")


@dataclass(frozen=True, slots=True)
class Cost:
    """What `count` URLs took: seconds of wall clock and of processor time."""

    count: int
    wall_s: float
    cpu_s: float

    @property
    def per_wall_s(self) -> float:
        """URLs a second by the clock on the wall."""
        return self.count / self.wall_s

    @property
    def per_cpu_s(self) -> float:
        """URLs a second of processor time."""
        return self.count / self.cpu_s


class Watch:
    """A pair of clocks that run only inside `running()`.

    With the process id of a server, its processor time is counted too.
    """

    def __init__(self, server: int | None = None) -> None:
        self.wall_s = 0.0
        self.cpu_s = 0.0
        self._server = server

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time of the block."""
        wall, cpu = time.perf_counter(), self._cpu()
        yield
        self.wall_s += time.perf_counter() - wall
        self.cpu_s += self._cpu() - cpu

    def _cpu(self) -> float:
        servers = cpu_seconds(self._server) if self._server else 0.0
        return time.process_time() + servers

    def cost(self, count: int) -> Cost:
        """Return what was counted, as the cost of `count` URLs."""
        return Cost(count, self.wall_s, self.cpu_s)


def warm() -> None:
    """Compile or load every kernel before a clock runs."""
    with tempfile.TemporaryDirectory() as folder:
        frontier = Frontier.open(Path(folder), "warm", NOW)
        texts = urls(host_of_each(5000, 100))
        frontier.schedule(texts, NOW)
        frontier.schedule(read_urls(texts)[0], NOW)
        for second in range(60):
            ids = frontier.next_batch(LEASES, NOW + second).ids
            frontier.fetched(ids, NOW + second)
            frontier.done(ids, NOW + second)
        frontier.close()
        Frontier.open(Path(folder), "warm", NOW).close()


def host_of_each(
    count: int, hosts: int = HOSTS, least: int = 1, seed: int = 1
) -> NDArray[np.int32]:
    """Return the host's number of each of `count` URLs, in random order."""
    shares = np.arange(1, hosts + 1, dtype=np.float64) ** -_SLOPE
    spread = count - least * hosts
    sizes = least + (shares / shares.sum() * spread).astype(np.int64)
    sizes[: count - sizes.sum()] += 1
    rows = np.repeat(np.arange(hosts, dtype=np.int32), sizes)
    np.random.default_rng(seed).shuffle(rows)
    return rows


def urls(rows: NDArray[np.int32], start: int = 0) -> list[str]:
    """Return one canonical URL for each host number; all are different."""
    return [
        f"https://www.store-{row:06d}.example/{_SHELVES[number % 8]}/"
        f"{_ITEMS[number % 5]}-{number}{_ENDINGS[number % 7]}"
        for number, row in enumerate(rows.tolist(), start)
    ]


def homes(hosts: int = HOSTS) -> list[str]:
    """Return the first page of every host, which no other function here gives."""
    return [f"https://www.store-{row:06d}.example/" for row in range(hosts)]


def as_found(texts: list[str]) -> list[str]:
    """Return the URLs as pages spell them; one in twenty is an earlier one."""
    found = list(texts)
    for at in range(19, len(texts), 20):
        earlier = texts[at * 7919 % 1_000_003 % at // 20 * 20]
        scheme, rest = earlier.split("//")
        name, path = rest.split("/", 1)
        found[at] = f"{scheme}//{name.upper()}/{path}#reviews"
    for at in range(7, len(texts), 20):
        head, _, tail = texts[at].rpartition("-")
        found[at] = f"{head}-gr\N{LATIN SMALL LETTER U WITH DIAERESIS}n-{tail}"
    for at in range(13, len(texts), 20):
        mark = "&" if "?" in texts[at] else "?"
        found[at] = f"{texts[at]}{mark}utm_source=letter&utm_medium=email"
    return found


def batches(items: list[str], size: int = BATCH) -> list[list[str]]:
    """Cut `items` into lists of `size`."""
    return [items[at : at + size] for at in range(0, len(items), size)]


def medians(
    contestants: dict[str, Callable[[], Cost]], times: int = TIMES
) -> dict[str, Cost]:
    """Run all contestants in turn, `times` times; return each one's median cost."""
    runs: dict[str, list[Cost]] = {name: [] for name in contestants}
    for _ in range(times):
        for name, run in contestants.items():
            gc.collect()
            runs[name].append(run())
    return {name: _median(costs) for name, costs in runs.items()}


def table(title: str, costs: dict[str, Cost]) -> None:
    """Print rates by wall clock and by processor time."""
    print(f"{title:44}{'URLs/s':>12}{'per CPU s':>12}")
    for name, cost in costs.items():
        print(f"  {name:42}{cost.per_wall_s:>12,.0f}{cost.per_cpu_s:>12,.0f}")


class Driver:
    """Takes URLs from a frontier by a virtual clock and checks each host's delay.

    `lease(count, now)` gives what was leased and the hosts it is on; `free(leased, now)`
    says that all of it was fetched and is safe. Every call is an eighth of a second after
    the last, so what is due each so often comes equally often with few and many hosts.
    Checking is outside the timed part.
    """

    def __init__(
        self,
        lease: Callable[[int, float], tuple[Any, Sequence[Hashable]]],
        free: Callable[[Any, float], None],
        server: int | None = None,
    ) -> None:
        self._server = server
        self._lease = lease
        self._free = free
        self._now = NOW
        self._last: dict[Hashable, float] = {}

    def run(self, count: int) -> Cost:
        """Take and finish `count` URLs or a few more; return what that took."""
        watch, got = Watch(self._server), 0
        while got < count:
            with watch.running():
                leased, hosts = self._lease(LEASES, self._now)
                if len(hosts):
                    self._free(leased, self._now)
            self._check(hosts)
            got += len(hosts)
            self._now += STEP_S
        return watch.cost(got)

    def _check(self, hosts: Sequence[Hashable]) -> None:
        for host in hosts:
            assert self._last.get(host, 0.0) + DELAY_S <= self._now, "hurried a host"
            self._last[host] = self._now


def _median(costs: list[Cost]) -> Cost:
    wall_s = statistics.median(cost.wall_s / cost.count for cost in costs)
    cpu_s = statistics.median(cost.cpu_s / cost.count for cost in costs)
    return Cost(1, wall_s, cpu_s)
