"""URLs a second that the frontier takes in, against Scrapy, RocksDB and Redis.

From URL strings as found on pages: ours makes them canonical, drops what is known and
writes the rest, synced once a batch of 10,000. Scrapy's scheduler gets a Request made of
each string; "ready" is without the making. Its queue in memory writes nothing, its JOBDIR
is never synced.

From prepared records (everybody's hashes and texts are made before the clock starts):
ours and RocksDB drop what is known and sync once a batch; Redis does so in a Lua script,
its file synced every second; "in bulk" is a script tuned to few calls.

Everybody has met each of the 10,000 hosts, by its first page, before the clock starts:
making tables and files is not in the figures. Ratios to what runs in this process are of
processor time, ratios to the server of wall time, and (_cpu) of the processor time of
both processes. Interleaved, median of three, kernels compiled.

    python -m benchmarks.frontier_schedule [--quick]
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scrapy import Request

from benchmarks import _redis_frontier as redis_peer
from benchmarks import _scrapy_frontier as scrapy_peer
from benchmarks._frontier import (
    HOSTS,
    NOW,
    Cost,
    Watch,
    as_found,
    batches,
    homes,
    host_of_each,
    medians,
    table,
    urls,
    warm,
)
from benchmarks._rocks_frontier import RocksFrontier
from frontier.column import Urls, read_urls
from frontier.frontier import Frontier
from frontier.plan import Plan
from frontier.urls import canonical

Contestants = dict[str, Callable[[], Cost]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One batch as each of the three takes it."""

    ours: Urls
    texts: list[str]
    names: list[str]
    encoded: list[bytes]
    prints: list[bytes]
    hosts: list[bytes]
    hex_prints: list[str]


def main() -> None:
    """Measure, print two tables, and one JSON object as the last line."""
    quick = "--quick" in sys.argv[1:]
    count, scrapy_count = (100_000, 20_000) if quick else (500_000, 40_000)
    texts = urls(host_of_each(count))
    warm()
    strings = medians(_from_strings(as_found(texts), scrapy_count))
    table("from URL strings", strings)
    parts = [_prepared(part) for part in (homes(), *batches(texts))]
    with redis_peer.server() as server:
        records = medians(_from_records(parts, server))
    table("from prepared records, synced", records)
    print(json.dumps(_ratios(strings, records) | {"urls": count}))


def _from_strings(texts: list[str], scrapy_count: int) -> Contestants:
    """Name who takes strings; Scrapy, the slower, gets the first of them."""
    few = texts[:scrapy_count]
    memory = partial(_scrapy, few, scrapy_peer.PLAIN)
    contestants: Contestants = {
        "frontier": partial(_ours_strings, texts),
        "scrapy plain memory": memory,
        "scrapy plain memory ready": partial(memory, ready=True),
        "scrapy plain JOBDIR": partial(memory, on_disk=True),
        "scrapy per host memory": partial(_scrapy, few, scrapy_peer.PER_HOST),
    }
    if scrapy_peer.open_files_allow(HOSTS):
        contestants["scrapy per host JOBDIR"] = partial(
            _scrapy, few, scrapy_peer.PER_HOST, on_disk=True
        )
    else:
        print("scrapy per host JOBDIR is left out: too few open files allowed")
    return contestants


def _from_records(parts: list[Prepared], server: redis_peer.Server) -> Contestants:
    return {
        "frontier": partial(_ours_records, parts),
        "rocksdict": partial(_rocks, parts),
        "redis+lua": partial(_redis, parts, server, redis_peer.PLAIN),
        "redis+lua in bulk": partial(_redis, parts, server, redis_peer.BULK),
    }


def _prepared(texts: list[str]) -> Prepared:
    ours, _ = read_urls(texts)
    prints = [ours.fps[row].tobytes() for row in range(len(ours))]
    return Prepared(
        ours=ours,
        texts=texts,
        names=[ours.host(row) for row in range(len(ours))],
        encoded=[text.encode() for text in texts],
        prints=prints,
        hosts=[ours.hosts[row].tobytes() for row in range(len(ours))],
        hex_prints=[mark.hex() for mark in prints],
    )


def _ours_strings(texts: list[str]) -> Cost:
    return _ours([homes(), *batches(texts)], len(texts), _distinct(texts))


def _ours_records(parts: list[Prepared]) -> Cost:
    count = sum(len(part.ours) for part in parts[1:])
    return _ours([part.ours for part in parts], count, count)


def _ours(parts: list[list[str]] | list[Urls], count: int, fresh: int) -> Cost:
    """Take in the first part, then the others by the clock."""
    watch, accepted = Watch(), 0
    with tempfile.TemporaryDirectory() as folder:
        frontier = Frontier.open(Path(folder), "bench", NOW, Plan(sync="batch"))
        frontier.schedule(parts[0], NOW)
        for part in parts[1:]:
            with watch.running():
                accepted += int(frontier.schedule(part, NOW).accepted.sum())
        frontier.close()
    assert accepted == fresh, f"{accepted} accepted of {fresh}"
    return watch.cost(count)


def _scrapy(
    texts: list[str], queue: str, *, on_disk: bool = False, ready: bool = False
) -> Cost:
    watch = Watch()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) if on_disk else None
        with scrapy_peer.scheduler(queue, folder) as scheduler:
            scrapy_peer.enqueue(scheduler, homes())
            requests = [Request(text) for text in texts] if ready else []
            with watch.running():
                if ready:
                    accepted = scrapy_peer.enqueue_ready(scheduler, requests)
                else:
                    accepted = scrapy_peer.enqueue(scheduler, texts)
    assert accepted == _distinct(texts)
    return watch.cost(len(texts))


def _rocks(parts: list[Prepared]) -> Cost:
    watch, accepted = Watch(), 0
    with tempfile.TemporaryDirectory() as folder:
        peer = RocksFrontier(Path(folder) / "rocks")
        peer.schedule(parts[0].prints, parts[0].hosts, parts[0].encoded, NOW)
        for part in parts[1:]:
            with watch.running():
                accepted += peer.schedule(part.prints, part.hosts, part.encoded, NOW)
        peer.close()
    assert accepted == sum(len(part.texts) for part in parts[1:])
    return watch.cost(accepted)


def _redis(
    parts: list[Prepared], server: redis_peer.Server, scripts: redis_peer.Scripts
) -> Cost:
    watch, accepted = Watch(server.pid), 0
    peer = redis_peer.RedisFrontier(server.port, scripts)
    peer.schedule(parts[0].hex_prints, parts[0].names, parts[0].texts, NOW)
    for part in parts[1:]:
        with watch.running():
            accepted += peer.schedule(part.hex_prints, part.names, part.texts, NOW)
    peer.close()
    assert accepted == sum(len(part.texts) for part in parts[1:])
    return watch.cost(accepted)


def _distinct(texts: list[str]) -> int:
    return len({canonical(text) for text in texts})


def _ratios(strings: dict[str, Cost], records: dict[str, Cost]) -> dict[str, object]:
    ours, synced = strings["frontier"], records["frontier"]
    rocks, redis = records["rocksdict"], records["redis+lua"]
    bulk = records["redis+lua in bulk"]
    found = {
        "ratio_" + name.replace(" ", "_"): round(ours.per_cpu_s / cost.per_cpu_s, 1)
        for name, cost in strings.items()
        if name != "frontier"
    }
    return {
        "name": "frontier_schedule",
        "strings_per_s": round(ours.per_wall_s),
        "records_per_s": round(synced.per_wall_s),
        **found,
        "ratio_rocksdict": round(synced.per_cpu_s / rocks.per_cpu_s, 1),
        "ratio_rocksdict_wall": round(synced.per_wall_s / rocks.per_wall_s, 1),
        "ratio_redis": round(synced.per_wall_s / redis.per_wall_s, 1),
        "ratio_redis_cpu": round(synced.per_cpu_s / redis.per_cpu_s, 1),
        "ratio_redis_bulk": round(synced.per_wall_s / bulk.per_wall_s, 1),
        "ratio_redis_bulk_cpu": round(synced.per_cpu_s / bulk.per_cpu_s, 1),
    }


if __name__ == "__main__":
    main()
