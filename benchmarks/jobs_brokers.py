"""How many jobs that do nothing one worker ends a second, beside a busy ledger.

The embedded broker serves ledger.work, SQLite at synchronous=FULL; the peers are
dramatiq and huey on a Redis of their own, each with eight threads. Rounds alternate, and
beside each one another process commits some 500 times a second to the same ledger (the
peers' to one of its own), as a shop does.

At full speed the worker leaves that process fewer commits than it wants. So a last run
is paced: jobs come at PACE a second, and both must keep up. The last line is one JSON
object.
"""

import json
import multiprocessing
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text

from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from ledger.work import Work, put

JOBS, ROUNDS, THREADS = 10_000, 3, 8
COMMITS_PER_S = 500
_PUT_AT_ONCE = 100
PACE, PACED_S = 2_200, 15
_PACED_AT_ONCE = 44

Told = dict[str, float]
SPAWN = multiprocessing.get_context("spawn")


def main() -> None:
    """Measure and print."""
    found: dict[str, list[Told]] = {name: [] for name in PEERS}
    with tempfile.TemporaryDirectory() as folder, redis_in(Path(folder)) as url:
        for turn in range(ROUNDS):
            for name in PEERS:
                home = Path(folder) / f"{name}{turn}"
                home.mkdir()
                found[name].append(measured(name, home, url))
        together = [paced(Path(folder) / f"paced{turn}") for turn in range(ROUNDS)]
    print(json.dumps(report(found) | {"paced": middle(together)}))


def report(found: dict[str, list[Told]]) -> dict[str, Any]:
    """Return the middle of each figure, and ratios to the peers."""
    told: dict[str, Any] = {"benchmark": "jobs_brokers", "jobs": JOBS}
    for name, rounds in found.items():
        told |= {f"{name}_{figure}": of for figure, of in middle(rounds).items()}
    ours = told["embedded_done_per_s"]
    for peer in ("dramatiq_redis", "huey_redis"):
        told[f"ratio_to_{peer}"] = round(ours / told[f"{peer}_done_per_s"], 2)
    return told


def middle(rounds: list[Told]) -> Told:
    """Return the middle of each figure."""
    return {
        figure: round(median(one[figure] for one in rounds), 1) for figure in rounds[0]
    }


def measured(name: str, home: Path, url: str) -> Told:
    """Have one peer's process end all jobs, beside one that commits."""
    open_ledger(home, LedgerSettings()).close()
    here, there = SPAWN.Pipe()
    with committing(home) as counted:
        at_work = SPAWN.Process(target=work, args=(name, home, url, there))
        at_work.start()
        here.recv()  # both are warm
        before, began = counted.value, time.perf_counter()
        here.send("go")
        told: Told = here.recv()
        seconds = time.perf_counter() - began
        told["commits_beside_per_s"] = (counted.value - before) / seconds
    at_work.join()
    return told


def paced(home: Path) -> Told:
    """Put PACE jobs a second for a while, have them done, and commit beside."""
    from jobs.work.kinds import Kind, by_name
    from jobs.work.settings import WorkSettings
    from jobs.work.worker import working

    home.mkdir()
    kinds = by_name(Kind("noop", lambda _: None))
    with (
        open_ledger(home, LedgerSettings()) as ledger,
        committing(home) as counted,
        working(ledger, kinds, WorkSettings(threads=THREADS)) as at_work,
    ):
        while not counted.value:
            time.sleep(0.05)
        before, began, asked = counted.value, time.perf_counter(), 0
        while (spent := time.perf_counter() - began) < PACED_S:
            if asked <= spent * PACE:
                with ledger.write() as connection:
                    for number in range(_PACED_AT_ONCE):
                        put(connection, Work("noop", number), datetime.now(UTC))
                asked += _PACED_AT_ONCE
            else:
                time.sleep(0.002)
        return {
            "asked_per_s": asked / spent,
            "done_per_s": at_work.clerk.done / spent,
            "commits_beside_per_s": (counted.value - before) / spent,
            "commits_wanted_per_s": COMMITS_PER_S,
        }


@contextmanager
def committing(home: Path) -> Iterator[Any]:
    """Have another process commit to the ledger of `home`; yield how often it did."""
    stop, counted = SPAWN.Event(), SPAWN.Value("i", 0)
    beside = SPAWN.Process(target=commit_on, args=(home, stop, counted))
    beside.start()
    try:
        yield counted
    finally:
        stop.set()
        beside.join()


def commit_on(home: Path, stop: Any, counted: Any) -> None:
    """Commit some hundred times a second, as buyers and visitors make a shop do."""
    with open_ledger(home, LedgerSettings()) as ledger:
        with ledger.write() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS beside (n INTEGER)"))
        due = time.perf_counter()
        while not stop.is_set():
            with ledger.write() as connection:
                connection.execute(text("INSERT INTO beside VALUES (1)"))
            counted.value += 1
            due = max(due + 1 / COMMITS_PER_S, time.perf_counter() - 0.05)
            time.sleep(max(0.0, due - time.perf_counter()))


def work(name: str, home: Path, url: str, pipe: Pipe) -> None:
    """Put all jobs, then end them; tell how fast."""
    import logging

    logging.disable(logging.WARNING)
    PEERS[name](home, url, pipe)


def told(pipe: Pipe, fill: Callable[[], None], run: Callable[[], None]) -> None:
    """Time putting and ending, and send both."""
    pipe.send("ready")
    pipe.recv()
    began = time.perf_counter()
    fill()
    put_s = time.perf_counter() - began
    began, cpu = time.perf_counter(), time.process_time()
    run()
    pipe.send(
        {
            "put_per_s": JOBS / put_s,
            "done_per_s": JOBS / (time.perf_counter() - began),
            "cpu_us": (time.process_time() - cpu) / JOBS * 1e6,
        }
    )


def embedded(home: Path, url: str, pipe: Pipe) -> None:
    """Serve the ledger's line."""
    from jobs.work.kinds import Kind, by_name
    from jobs.work.settings import WorkSettings
    from jobs.work.worker import working

    kinds = by_name(Kind("noop", lambda _: None))
    with open_ledger(home, LedgerSettings()) as ledger:

        def fill() -> None:
            for _ in range(0, JOBS, _PUT_AT_ONCE):
                with ledger.write() as connection:
                    for number in range(_PUT_AT_ONCE):
                        put(connection, Work("noop", number), datetime.now(UTC))

        def run() -> None:
            with working(ledger, kinds, WorkSettings(threads=THREADS)) as at_work:
                while at_work.clerk.done < JOBS:
                    time.sleep(0.005)

        told(pipe, fill, run)


def dramatiq_redis(home: Path, url: str, pipe: Pipe) -> None:
    """Let dramatiq work as it comes, on Redis."""
    import dramatiq
    from dramatiq.brokers.redis import RedisBroker

    broker = RedisBroker(url=url, namespace=home.name)  # type: ignore[no-untyped-call]
    done = Counter()
    noop = dramatiq.actor(broker=broker, actor_name="noop")(lambda _: done.add())

    def fill() -> None:
        for number in range(JOBS):
            noop.send(number)

    def run() -> None:
        worker = dramatiq.Worker(broker, worker_threads=THREADS)
        worker.start()
        done.wait()
        worker.stop()

    told(pipe, fill, run)


def huey_redis(home: Path, url: str, pipe: Pipe) -> None:
    """Let huey work as it comes, on Redis."""
    from huey import RedisHuey

    huey = RedisHuey(home.name, url=url)
    done = Counter()
    noop = huey.task()(lambda _: done.add())

    def fill() -> None:
        for number in range(JOBS):
            noop(number)

    def run() -> None:
        consumer = huey.create_consumer(workers=THREADS, periodic=False)
        consumer.start()
        done.wait()
        consumer.stop()

    told(pipe, fill, run)


class Counter:
    """Counts what threads have done, until that is all."""

    def __init__(self) -> None:
        self._done = 0
        self._lock = threading.Lock()
        self._all = threading.Event()

    def add(self) -> None:
        """Count one more."""
        with self._lock:
            self._done += 1
            if self._done >= JOBS:
                self._all.set()

    def wait(self) -> None:
        """Wait for the last one."""
        self._all.wait()


PEERS: dict[str, Callable[[Path, str, Pipe], None]] = {
    "embedded": embedded,
    "dramatiq_redis": dramatiq_redis,
    "huey_redis": huey_redis,
}


@contextmanager
def redis_in(folder: Path) -> Iterator[str]:
    """Run a Redis that keeps nothing, on a socket in `folder`."""
    place = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(place), "--save", ""]
    with subprocess.Popen(  # noqa: S603 - no word of a stranger in it
        command, stdout=subprocess.DEVNULL, cwd=folder
    ) as server:
        try:
            while not place.exists():
                time.sleep(0.02)
            yield f"unix://{place}"
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
