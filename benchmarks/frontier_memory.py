"""What a waiting URL costs in memory and on disk, and how long reopening takes.

Memory is anonymous resident memory (RssAnon) of a fresh child process, after minus
before, by URLs waiting; freed memory is given back to the system before each look.
Before: everything imported and compiled, the frontier open, one URL of each of 10,000
hosts taken in, so the table of hosts is not in the figure and all that grows with URLs
is: lanes, staged entries, the set of known URLs (exact, or a Bloom filter). The log is
read through the page cache, which is the system's. Disk is what all files of the
frontier take (blocks, not lengths).

The writer is killed (SIGKILL) after its last batch; a child opens what it left, counts,
leases and finishes some, closes; the next opens again. Each opening is timed alone in a
fresh process with the files dropped from the page cache, and all counts must agree.

Peers hold 500,000 (Scrapy 50,000) URLs in the same run: Redis' memory by its own account,
its file, and its time to load that file; RocksDB's compressed files; Scrapy's requests in
memory and in a JOBDIR.

    python -m benchmarks.frontier_memory [--quick]
"""

import ctypes
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from redis import Redis

from benchmarks import _redis_frontier as redis_peer
from benchmarks import _scrapy_frontier as scrapy_peer
from benchmarks._frontier import BATCH, HOSTS, NOW, homes, host_of_each, urls, warm
from benchmarks._rocks_frontier import RocksFrontier
from frontier.column import Urls, read_urls
from frontier.frontier import Frontier
from frontier.plan import Plan

Facts = dict[str, float]
SOME = 3000  # URLs finished between the openings
LATER = NOW + 3600
LEASED = 5000  # and leased, of which the rest comes back


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    quick = "--quick" in sys.argv[1:]
    count, few, fewer = (
        (500_000, 50_000, 10_000) if quick else (10_000_000, 500_000, 50_000)
    )
    with tempfile.TemporaryDirectory() as name:
        ours = _written_killed_opened(Path(name), count)
    with tempfile.TemporaryDirectory() as name:
        bloom = _in_child(_write, Path(name), count, "bloom")
    with tempfile.TemporaryDirectory() as name:
        peers = _peers(Path(name), few, fewer)
    _print(ours, bloom, peers, count)
    print(json.dumps(_summary(ours, bloom, peers) | {"urls": count}))


def _written_killed_opened(home: Path, count: int) -> Facts:
    """Write and be killed, open, finish some, close, open; compare all counts."""
    written = _in_child(_write, home, count, "exact")
    killed = _in_child(_open, home, True)
    closed = _in_child(_open, home, False)
    whole = {
        "known": count + HOSTS,
        "pending": count + HOSTS,
        "pages": 0,
        "leased": 0,
    }
    _same(killed, whole)
    _same(closed, whole | {"pending": count + HOSTS - SOME, "pages": SOME})
    return written | {
        "reopen_after_kill_s": killed["seconds"],
        "reopen_after_close_s": closed["seconds"],
    }


def _same(found: Facts, expected: dict[str, int]) -> None:
    for name, number in expected.items():
        assert found[name] == number, f"{name}: {found[name]:,}, expected {number:,}"


def _write(
    pipe: Connection, home: Path, count: int, seen: Literal["exact", "bloom"]
) -> None:
    """Fill a frontier in batches, tell what it takes, and be killed."""
    warm()
    rows = host_of_each(count)
    frontier = Frontier.open(home, "bench", NOW, Plan(seen=seen))
    accepted = int(frontier.schedule(homes(), NOW).accepted.sum())
    lengths = sum(len(url) for url in homes())
    before = _memory()
    for batch in _filling(rows):
        accepted += int(frontier.schedule(batch, NOW).accepted.sum())
        lengths += len(batch.data)
    facts: Facts = {
        "memory": (_memory() - before) / count,
        "disk": _on_disk(home) / (count + HOSTS),
        "length": lengths / (count + HOSTS),
    }
    # The Bloom filter may take a new URL for a known one, once in 100,000.
    assert count + HOSTS - accepted <= (0 if seen == "exact" else count // 10_000)
    pipe.send(facts)
    pipe.close()
    os.kill(os.getpid(), signal.SIGKILL)


def _open(pipe: Connection, home: Path, finish: bool) -> None:
    """Time an opening, tell the counts; then maybe finish some URLs, and close."""
    warm()
    _forget_pages(home)
    started = time.perf_counter()
    frontier = Frontier.open(home, "bench", NOW, Plan(seen="exact"))
    seconds = time.perf_counter() - started
    stats = frontier.stats()
    pipe.send(
        {
            "seconds": seconds,
            "known": stats.known,
            "pending": stats.pending,
            "leased": stats.leased,
            "pages": stats.pages,
        }
    )
    if finish:
        # Right after a kill every host is left alone: who knows what was in flight.
        batch = frontier.next_batch(LEASED, LATER)
        frontier.fetched(batch.ids, LATER)
        frontier.done(batch.ids[:SOME], LATER)
    frontier.close()


def _in_child(work: Callable[..., None], *given: object) -> Facts:
    """Run `work` in a fresh process and return the facts that it sends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=work, args=(theirs, *given))
    child.start()
    theirs.close()
    try:
        facts = ours.recv()
    except EOFError:
        sys.exit("a child ended without an answer")
    child.join()
    return facts


def _filling(rows: NDArray[np.int32]) -> Iterator[Urls]:
    for start in range(0, len(rows), BATCH):
        yield read_urls(urls(rows[start : start + BATCH], start))[0]


def _memory() -> int:
    """Return the anonymous memory of this process that is resident."""
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) * 1024


def _on_disk(folder: Path) -> int:
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_blocks * 512 for path in files)


def _forget_pages(folder: Path) -> None:
    """Drop the folder's files from the page cache, as after a restart."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _peers(folder: Path, few: int, fewer: int) -> dict[str, Facts]:
    texts = urls(host_of_each(few))
    return {
        "redis+lua": _redis(texts),
        "rocksdict": _rocks(folder / "rocks", texts),
        "scrapy memory": _in_child(_scrapy, None, fewer),
        "scrapy JOBDIR": _in_child(_scrapy, folder / "job", fewer),
    }


def _redis(texts: list[str]) -> Facts:
    with redis_peer.server() as server:
        peer = redis_peer.RedisFrontier(server.port)
        for start in range(0, len(texts), BATCH):
            ours, _ = read_urls(texts[start : start + BATCH])
            prints = [mark.tobytes().hex() for mark in ours.fps]
            names = [ours.host(row) for row in range(len(ours))]
            peer.schedule(prints, names, ours.texts(), NOW)
        memory = int(peer.redis.info("memory")["used_memory"]) / len(texts)
        peer.close()
        with Redis("127.0.0.1", server.port) as connection:
            started = time.perf_counter()
            connection.execute_command("DEBUG", "LOADAOF")
            seconds = time.perf_counter() - started
        disk = _on_disk(server.folder) / len(texts)
    return {
        "memory": memory,
        "disk": disk,
        "reopen_s_of_10m": seconds * 1e7 / len(texts),
    }


def _rocks(folder: Path, texts: list[str]) -> Facts:
    peer = RocksFrontier(folder)
    for start in range(0, len(texts), BATCH):
        ours, _ = read_urls(texts[start : start + BATCH])
        prints = [mark.tobytes() for mark in ours.fps]
        hosts = [key.tobytes() for key in ours.hosts]
        encoded = [text.encode() for text in ours.texts()]
        peer.schedule(prints, hosts, encoded, NOW)
    peer.close()
    return {"disk": _on_disk(folder) / len(texts)}


def _scrapy(pipe: Connection, folder: Path | None, count: int) -> None:
    """Fill Scrapy's plain queue: its host-aware one takes a folder a host."""
    texts = urls(host_of_each(count))
    with scrapy_peer.scheduler(scrapy_peer.PLAIN, folder) as scheduler:
        before = _memory()
        scrapy_peer.enqueue(scheduler, texts)
        facts = {"memory": (_memory() - before) / count}
    if folder:
        facts["disk"] = _on_disk(folder) / count
    pipe.send(facts)


def _print(ours: Facts, bloom: Facts, peers: dict[str, Facts], count: int) -> None:
    print(f"{count:,} URLs of {ours['length']:.1f} bytes on {HOSTS:,} hosts")
    print(f"{'bytes a URL':32}{'memory':>10}{'disk':>10}{'disk - URL':>12}")
    rows = {"frontier, exact": ours, "frontier, bloom": bloom, **peers}
    for name, facts in rows.items():
        memory, disk = facts.get("memory"), facts.get("disk")
        over = None if disk is None else disk - ours["length"]
        cells = (memory, disk, over)
        print(f"  {name:30}" + "".join(_cell(value) for value in cells))
    print(
        f"reopened after a kill in {ours['reopen_after_kill_s']:.2f} s, after a close in"
        f" {ours['reopen_after_close_s']:.2f} s; redis would take"
        f" {peers['redis+lua']['reopen_s_of_10m'] * count / 1e7:.1f} s for as many"
    )


def _cell(value: float | None) -> str:
    return f"{'-':>11}" if value is None else f"{value:>11.1f}"


def _summary(ours: Facts, bloom: Facts, peers: dict[str, Facts]) -> dict[str, object]:
    redis, scrapy = peers["redis+lua"], peers["scrapy memory"]
    killed = ours["reopen_after_kill_s"]
    return {
        "name": "frontier_memory",
        "memory_b_exact": round(ours["memory"], 1),
        "memory_b_bloom": round(bloom["memory"], 1),
        "disk_b": round(ours["disk"], 1),
        "disk_over_url_b": round(ours["disk"] - ours["length"], 1),
        "reopen_after_kill_s": round(killed, 2),
        "reopen_after_close_s": round(ours["reopen_after_close_s"], 2),
        "ratio_memory_redis": round(redis["memory"] / ours["memory"], 1),
        "ratio_memory_scrapy": round(scrapy["memory"] / ours["memory"], 1),
        "ratio_disk_redis": round(redis["disk"] / ours["disk"], 2),
        "ratio_disk_rocksdict": round(peers["rocksdict"]["disk"] / ours["disk"], 2),
        "ratio_disk_scrapy": round(peers["scrapy JOBDIR"]["disk"] / ours["disk"], 2),
    }


if __name__ == "__main__":
    main()
