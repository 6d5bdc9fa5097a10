"""Compile every kernel once, by a small frontier's whole life.

Kernels are compiled at their first call and kept beside their source. `make setup` runs
this, so that nobody waits later: `python -m frontier.warm`.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal

import numpy as np

from frontier.agenda import Agenda
from frontier.cold import SAYS, is_cold
from frontier.column import read_urls
from frontier.frames import Frames
from frontier.frontier import Frontier
from frontier.plan import Budgets, Plan
from frontier.politeness import Politeness, rules_of
from frontier.quotas import Quotas
from frontier.records import Extras, encode
from frontier.recrawl import Recrawl
from frontier.robots import Answer
from frontier.robotssettings import RobotsSettings
from frontier.scope import Scope
from frontier.seen import make_seen
from frontier.segments import Segment
from frontier.shelf import seal
from frontier.traps import trapped
from frontier.trapsettings import Traps
from frontier.values import Kind

_PAGES = 700  # a host: more than a lane has room for
_MODULE, _HALF = "frontier.warm", "columns"


def warm() -> float:
    """Compile or load every kernel; return the seconds that took."""
    started = time.perf_counter()
    if is_cold():
        # Two halves on two processors: what one compiles the other finds on the disk.
        beside = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", _MODULE, _HALF]
        )
        _turns()
        beside.wait()
    with tempfile.TemporaryDirectory(prefix="frontier-") as folder:
        _live(Path(folder), "breadth", "exact")
        _live(Path(folder), "best", "bloom")
    return time.perf_counter() - started


def _columns() -> None:
    """Compile what works on columns of URLs."""
    urls, _ = read_urls(_urls())
    Scope("domain", ("a.test",)).belongs(urls)
    traps = Traps(prefix=10, queries_per_path=10)
    trapped(traps, urls)
    quotas = Quotas(traps)
    quotas.check(urls)
    quotas.count(urls)
    with tempfile.TemporaryDirectory(prefix="frontier-") as folder:
        frames = Frames.open(Path(folder) / "1.log")
        zeros = np.zeros(len(urls), np.int32)
        kinds = np.zeros(len(urls), np.uint8)
        none = np.empty(0, np.uint8), np.empty(0, np.int64)
        extras = Extras(zeros, zeros, kinds, *none)
        encoded = encode(urls, np.arange(len(urls)), extras)
        frames.append(1, encoded.data, len(urls))
        frames.close()
        segment = Segment(frames.path, frames.size)
        segment.scan(segment.frames()[0])


def _turns() -> None:
    """Compile what lanes, queue, leases and the set of known URLs do."""
    with tempfile.TemporaryDirectory(prefix="frontier-") as folder:
        agenda = Agenda(newest_first=False, segment_of=_no_segment)
        agenda.hosts.add(["a.test"], np.ones(1, np.uint64), 0)
        agenda.join(0, Path(folder) / "runs")
        hosts, ranks = np.zeros(_PAGES, np.int32), np.zeros(_PAGES, np.int32)
        agenda.insert(hosts, ranks, np.arange(_PAGES)[::-1].copy())
        ids = agenda.numbers(agenda.take(1, 0.0))
        agenda.rest(ids, rules_of(Politeness()), np.zeros((1, 4)), 0.0)
        agenda.settle(ids, 0.0)
        seal(agenda, 0, 0)
        agenda.close()

    fps = np.arange(_PAGES, dtype=np.uint64)
    for known in (make_seen("exact", 1024, 1e-5), make_seen("bloom", 1024, 1e-5)):
        known.add(fps[known.fresh(fps)])


def _no_segment(shard: int, number: int) -> Segment:
    raise KeyError(shard, number)


def _urls() -> list[str]:
    return [
        f"http://{host}.test/{page}?b=1&a=2&utm_x=3"
        for host in "abc"
        for page in range(_PAGES)
    ]


def _live(
    folder: Path, order: Literal["breadth", "best"], seen: Literal["exact", "bloom"]
) -> None:
    plan = Plan(
        order=order,
        seen=seen,
        scope=Scope("domain", ("a.test", "b.test", "c.test")),
        traps=Traps(prefix=10_000, queries_per_path=10_000),
        budgets=Budgets(host=10_000, domain=10_000),
        politeness=Politeness(delay_s=0.0, group_by="domain"),
        robots=RobotsSettings(name="warm"),
        recrawl=Recrawl(on=True),
    )
    frontier = Frontier.open(folder, order, 0.0, plan)
    frontier.schedule(_urls(), 0.0, score=np.arange(3 * _PAGES) % 7)
    now = 0.0
    for _ in range(4):
        _fetch(frontier, now)
        now += 1.0
    frontier.close()
    frontier = Frontier.open(folder, order, now)
    _fetch(frontier, now)
    frontier.close()


def _fetch(frontier: Frontier, now: float) -> None:
    batch = frontier.next_batch(10, now)
    rules = Answer(200, b"User-agent: *\nDisallow: /x")
    for one in batch:
        if one.kind == Kind.ROBOTS:
            frontier.answered(one.id, rules, now)
    pages = batch.ids[[kind == Kind.PAGE for kind in batch.kinds]]
    frontier.release(pages[:1], now)
    frontier.fetched(pages[1:], now, status=503)
    frontier.done(pages[1:], now)


if __name__ == "__main__":
    if sys.argv[1:] == [_HALF]:
        _columns()
        sys.exit(0)
    if is_cold():
        print(SAYS, flush=True)  # noqa: T201 - a command
    print(f"the frontier's loops are ready ({warm():.1f} s)")  # noqa: T201
