"""URLs a second that the frontier gives out and takes back, against Redis and Scrapy.

One million URLs wait on 10,000 hosts; a virtual clock, a delay of one second a host, at
most 1000 leases a call, a call every eighth of a second. Ours: next_batch, fetched, done,
texts included, synced every 100 ms of real time. Redis, synced every second: one script
that leases, one that frees the hosts and forgets the URLs; "in bulk" is tuned to few
calls. RocksDB: the same with a heap in memory. Scrapy: next_request of its host-aware
queue alone, over 50,000 requests on as many hosts. No host is ever hurried: asserted
outside the clock.

Then ours again with a million hosts and four million URLs. Before the clock starts all
tables are made and as many URLs are taken as there are hosts, so every host has a past.
Ratios to what runs in this process are of processor time, to the server of wall time, and
(_cpu) of the processor time of both processes. Five stretches each, interleaved, their
median.

    python -m benchmarks.frontier_next [--quick]
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import _redis_frontier as redis_peer
from benchmarks import _scrapy_frontier as scrapy_peer
from benchmarks._frontier import (
    BATCH,
    DELAY_S,
    HOSTS,
    NOW,
    Cost,
    Driver,
    Watch,
    host_of_each,
    medians,
    table,
    urls,
    warm,
)
from benchmarks._rocks_frontier import RocksFrontier
from frontier.column import read_urls
from frontier.frontier import Frontier
from frontier.kernel import Keys
from frontier.plan import Plan

Stretch = Callable[[], Cost]
MANY_HOSTS = 1_000_000
SYNC_EVERY_S = 0.1
STRETCHES = 5


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    quick = "--quick" in sys.argv[1:]
    count, stretch, many = (
        (200_000, 10_000, 100_000) if quick else (1_000_000, 50_000, MANY_HOSTS)
    )
    warm()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        server = stack.enter_context(redis_peer.server())
        contestants = {
            "frontier": stack.enter_context(
                _ours(folder / "ours", count, HOSTS, stretch)
            ),
            f"frontier, {many:,} hosts": stack.enter_context(
                _ours(folder / "many", 4 * many, many, stretch)
            ),
            "redis+lua": stack.enter_context(
                _redis(server, redis_peer.PLAIN, count, stretch)
            ),
            "redis+lua in bulk": stack.enter_context(
                _redis(server, redis_peer.BULK, count, stretch)
            ),
            "rocksdict": stack.enter_context(_rocks(folder / "rocks", count, stretch)),
            **_scrapys(stack, folder),
        }
        costs = medians(contestants, STRETCHES)
    table(f"taken and done, {HOSTS:,} hosts", costs)
    print(json.dumps(_ratios(costs) | {"urls": count, "many_hosts": many}))


@contextmanager
def _ours(folder: Path, count: int, hosts: int, stretch: int) -> Iterator[Stretch]:
    # The plan's 100 ms would go by the virtual clock: every call.
    frontier = Frontier.open(folder, "bench", NOW, Plan(sync="never"))
    synced_at = time.perf_counter()
    for texts in _filling(count, hosts):
        frontier.schedule(read_urls(texts)[0], NOW)

    def free(ids: Keys, now: float) -> None:
        nonlocal synced_at
        frontier.fetched(ids, now)
        frontier.done(ids, now)
        if time.perf_counter() >= synced_at + SYNC_EVERY_S:
            frontier.sync()
            synced_at = time.perf_counter()

    def lease(most: int, now: float) -> tuple[Keys, list[str]]:
        batch = frontier.next_batch(most, now)
        return batch.ids, batch.hosts

    driver = Driver(lease, free)
    driver.run(hosts)
    yield lambda: driver.run(stretch)
    frontier.close()


@contextmanager
def _redis(
    server: redis_peer.Server, scripts: redis_peer.Scripts, count: int, stretch: int
) -> Iterator[Stretch]:
    database = int(scripts is redis_peer.BULK)
    peer = redis_peer.RedisFrontier(server.port, scripts, database)
    for texts in _filling(count):
        ours, _ = read_urls(texts)
        prints = [mark.tobytes().hex() for mark in ours.fps]
        names = [ours.host(row) for row in range(len(ours))]
        peer.schedule(prints, names, texts, NOW)

    def lease(most: int, now: float) -> tuple[redis_peer.Leases, list[str]]:
        leases = peer.next_batch(most, now)
        return leases, leases[1]

    def free(leases: redis_peer.Leases, now: float) -> None:
        peer.done(leases, now + DELAY_S)

    driver = Driver(lease, free, server.pid)
    driver.run(HOSTS)
    yield lambda: driver.run(stretch)
    peer.close()


@contextmanager
def _rocks(folder: Path, count: int, stretch: int) -> Iterator[Stretch]:
    peer = RocksFrontier(folder)
    for texts in _filling(count):
        ours, _ = read_urls(texts)
        prints = [mark.tobytes() for mark in ours.fps]
        hosts = [key.tobytes() for key in ours.hosts]
        peer.schedule(prints, hosts, [text.encode() for text in texts], NOW)

    def lease(most: int, now: float) -> tuple[list[Any], list[bytes]]:
        leases = peer.next_batch(most, now)
        return leases, [host for _, host, _ in leases]

    driver = Driver(lease, lambda leases, now: peer.done(leases, now + DELAY_S))
    driver.run(HOSTS)
    yield lambda: driver.run(stretch)
    peer.close()


def _scrapys(stack: ExitStack, folder: Path) -> dict[str, Stretch]:
    """Open Scrapy's host-aware queue in memory, and in a JOBDIR where files allow."""
    found = {"scrapy per host memory": stack.enter_context(_scrapy(None))}
    if scrapy_peer.open_files_allow(HOSTS):
        found["scrapy per host JOBDIR"] = stack.enter_context(_scrapy(folder / "job"))
    else:
        print("scrapy per host JOBDIR is left out: too few open files allowed")
    return found


@contextmanager
def _scrapy(folder: Path | None) -> Iterator[Stretch]:
    with scrapy_peer.scheduler(scrapy_peer.PER_HOST, folder) as scheduler:
        scrapy_peer.enqueue(scheduler, urls(host_of_each(5 * HOSTS)))

        def stretch() -> Cost:
            watch = Watch()
            with watch.running():
                taken = scrapy_peer.take(scheduler, 500)
            return watch.cost(taken)

        yield stretch


def _filling(count: int, hosts: int = HOSTS) -> Iterator[list[str]]:
    rows = host_of_each(count, hosts, least=3)
    for start in range(0, count, BATCH):
        yield urls(rows[start : start + BATCH], start)


def _ratios(costs: dict[str, Cost]) -> dict[str, object]:
    ours, many, redis, bulk, rocks, *scrapys = costs.values()
    found: dict[str, object] = {
        "name": "frontier_next",
        "per_s": round(ours.per_wall_s),
        "many_hosts_per_s": round(many.per_wall_s),
        "ratio_redis": round(ours.per_wall_s / redis.per_wall_s, 1),
        "ratio_redis_cpu": round(ours.per_cpu_s / redis.per_cpu_s, 1),
        "ratio_redis_bulk": round(ours.per_wall_s / bulk.per_wall_s, 1),
        "ratio_redis_bulk_cpu": round(ours.per_cpu_s / bulk.per_cpu_s, 1),
        "ratio_rocksdict": round(ours.per_cpu_s / rocks.per_cpu_s, 1),
        "ratio_many_hosts": round(many.per_cpu_s / ours.per_cpu_s, 2),
    }
    for place, cost in zip(("memory", "jobdir"), scrapys, strict=False):
        found[f"ratio_scrapy_{place}"] = round(ours.per_cpu_s / cost.per_cpu_s)
    return found


if __name__ == "__main__":
    main()
