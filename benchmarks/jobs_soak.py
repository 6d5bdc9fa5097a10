"""Does a home at full load hold what it holds? Memory, files, the queue, and its parts.

`harvestman serve` with its worker, crawling a sample web whose day changes every two
minutes, running all stages after it, compacting now and then; visitors who ask for
pages, searches and the API without a pause; and a second worker that puts and ends jobs
that do nothing. Every five seconds each process that serves or works is asked what it
holds that is its own (USS: what it shares counts more in PSS when a neighbour ends) and
how many files it has open, and the ledger what is stuck. After the
warm-up `_jobs_slopes.py` says whether it grows. In the end all must stop when asked, and
`harvestman verify` must find nothing. The last line is one JSON object.

    python -m benchmarks.jobs_soak [--minutes 20] [--warm-up 5]
"""

import argparse
import contextlib
import http.client
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psutil

from benchmarks._jobs_slopes import Slope, slope
from benchmarks._jobs_web import command, free_port, sample_web, settled, told
from jobs.work.kinds import Kind, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import working
from ledger.line import counts, oldest
from ledger.open import open_ledger
from ledger.stuck import overdue_leases
from ledger.work import Work, put

_SETTINGS: dict[str, dict[str, Any]] = {
    "crawl": {"patience_s": 3.0},
    "work": {"run": "every 1m", "compact": "every 4m"},
    # Kept pages fill their room first, and that is no leak; nor is what the lake's
    # readers keep for each of their threads, which takes them some dozens of looks.
    "shop": {"limits": False, "page_cache_mb": 8},
    "alerts": {"look_every_s": 5.0},
}
_CAMPAIGN = """
name = "shops"
seeds = {seeds}
schedule = "every 1m"
[revisit]
offers = "1m"
pages = "1m"
shortest = "1m"
longest = "2m"
"""
_DAY_S, _LOOK_EVERY_S = 120.0, 5.0
_VISITORS, _JOBS_AT_ONCE, _JOBS_EVERY_S = 2, 10, 0.05
# What a worker on another machine may be late in noticing; runs may last some minutes.
_GRACE = timedelta(seconds=15)
_WAITS_LONG = {"noop": timedelta(seconds=30)}
_WAITS_ELSE = timedelta(minutes=10)
_DRAIN_S, _STOP_S = 60.0, 90.0
_WORDS = (
    "kettle",
    "garden shears",
    "lamp",
    "stool",
    "grinder",
    "desk",
    "no such thing",
)


@dataclass(slots=True)
class Life:
    """One process as it was seen: when, what it held, how many files it had open."""

    role: str
    seconds: list[float] = field(default_factory=list)
    own_mb: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Seen:
    """All that was seen of a home under load."""

    lives: dict[tuple[int, float], Life] = field(default_factory=dict)
    stuck: Counter[str] = field(default_factory=Counter)
    wal_mb: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    days: int = 0


def main() -> None:
    """Load, watch, and judge."""
    asked = _asked()
    if asked.noop:
        end_noops(Path(asked.noop))
        return
    warm_up_s = 60 * (asked.minutes / 4 if asked.warm_up is None else asked.warm_up)
    with tempfile.TemporaryDirectory(dir=asked.keep) as folder:
        home = Path(folder) / "home"
        seen, wrong = soaked(home, 60 * asked.minutes)
        wrong += _wrong_in(home)
        facts = _facts(home, seen)
    shown = judged(seen, warm_up_s)
    _print(shown)
    wrong += [f"{name} grows" for name, of in shown if of.says == "grows"]
    wrong += [f"{what}: seen {times} times" for what, times in seen.stuck.items()]
    wrong += [
        f"{n} answers of {said}" for said, n in seen.answers.items() if said[0] in "5x"
    ]
    says = dict(Counter(of.says for _, of in shown))
    print("\n".join(wrong))
    print(json.dumps({**facts, "minutes": asked.minutes, "says": says, "wrong": wrong}))
    if wrong:
        raise SystemExit(1)


def soaked(home: Path, seconds: float) -> tuple[Seen, list[str]]:
    """Load `home` for so long; return what was seen, and who did not stop when asked."""
    seen, port, done = Seen(), free_port(), threading.Event()
    with sample_web(0, port) as web:
        settled(home, web, **_SETTINGS)
        campaigns = home / "campaigns"
        campaigns.mkdir()
        said = _CAMPAIGN.format(seeds=json.dumps(web.seeds()))
        campaigns.joinpath("shops.toml").write_text(said)
        told(home, "crawl", "shops")
        told(home, "run")
    shop = free_port()
    ours = [
        *(command(home, "serve", "--port", str(shop)),),
        [sys.executable, "-m", "benchmarks.jobs_soak", "--noop", str(home)],
    ]
    with ExitStack() as stack:
        processes = [stack.enter_context(_started(home, one)) for one in ours]
        loads: list[tuple[Any, ...]] = [
            (_turn_days, port, done, seen),
            *((_visit, shop, number, done, seen) for number in range(_VISITORS)),
        ]
        threads = [threading.Thread(target=run, args=of) for run, *of in loads]
        for thread in threads:
            thread.start()
        _watch(home, [one.pid for one in processes], seconds, seen)
        done.set()
        for thread in threads:
            thread.join()
        return seen, [f"{of} did not stop well" for of in map(_ended, processes) if of]


def end_noops(home: Path) -> None:
    """Put jobs that do nothing, and end them, until asked to stop; then end the rest."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    kinds = by_name(Kind("noop", lambda _: None))
    with open_ledger(home) as ledger, working(ledger, kinds, WorkSettings()) as at_work:
        for turn in count():
            if stopped.wait(_JOBS_EVERY_S):
                break
            key = f"key {turn % 7}" if turn % 2 else None
            with ledger.write() as connection:
                for number in range(_JOBS_AT_ONCE):
                    put(connection, Work("noop", number, key), datetime.now(UTC))
            at_work.wake()
        until = time.monotonic() + _DRAIN_S
        while time.monotonic() < until:
            with ledger.read() as connection:
                left = counts(connection, datetime.now(UTC))
            if not any(one.kind == "noop" for one in left):
                return
            time.sleep(0.2)
    raise SystemExit("jobs that do nothing were left in the line")


@contextmanager
def _started(home: Path, given: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    name = "noop" if "--noop" in given else "serve"
    with home.parent.joinpath(f"{name}.log").open("wb") as said:
        child = subprocess.Popen(given, stdout=said, stderr=said)  # noqa: S603 (ours)
        try:
            yield child
        finally:
            if child.poll() is None:
                child.kill()
            child.wait()


def _ended(child: "subprocess.Popen[bytes]") -> str:
    """Ask a process to stop; return its name if it did not do so well."""
    child.send_signal(signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        if child.wait(_STOP_S) == 0:
            return ""
    return " ".join(map(str, child.args[1:4]))  # type: ignore[index]


def _turn_days(port: int, done: threading.Event, seen: Seen) -> None:
    """Serve the sample web, a day later every two minutes."""
    for day in count():
        with sample_web(day, port):
            seen.days = day + 1
            if done.wait(_DAY_S):
                return


def _visit(port: int, number: int, done: threading.Event, seen: Seen) -> None:
    """Ask for one thing after the other."""
    chance = random.Random(number)  # noqa: S311 (no secret)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    skus: list[str] = []
    while not done.is_set():
        try:
            link.request("GET", _address(chance, skus))
            answer = link.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            link.close()
            seen.answers["xxx" if skus else "closed"] += 1
            done.wait(0.5)
            continue
        seen.answers[str(answer.status)] += 1
        if not skus and answer.status == 200:
            skus = [one["sku"] for one in json.loads(body)["items"]]


def _address(chance: random.Random, skus: list[str]) -> str:
    if not skus:
        return "/api/v1/products?limit=100"
    sku, words = chance.choice(skus), chance.choice(_WORDS).replace(" ", "+")
    return chance.choice(
        (
            *("/", f"/products?page={chance.randrange(1, 4)}", f"/products?q={words}"),
            *(f"/products/{sku}", f"/api/v1/products/{sku}", "/products/feed.xml"),
            *(f"/api/v1/search?q={words}", f"/api/v1/products/{sku}/offers"),
        )
    )


def _watch(home: Path, roots: list[int], seconds: float, seen: Seen) -> None:
    began = time.monotonic()
    with open_ledger(home) as ledger:
        while (at := time.monotonic() - began) < seconds:
            for root in roots:
                _look_at(
                    psutil.Process(root), ("serve", "noop")[roots.index(root)], at, seen
                )
            now = datetime.now(UTC)
            with ledger.read() as connection:
                overdue = overdue_leases(connection, now - _GRACE)
                waiting = oldest(connection, now)
                given_up = [one for one in counts(connection, now) if one.parked]
            seen.stuck.update(["a lease that ended"] * bool(overdue))
            seen.stuck.update(f"{one.kind} was given up" for one in given_up)
            seen.stuck.update(
                f"{kind} waits long"
                for kind, since in waiting.items()
                if now - since > _WAITS_LONG.get(kind, _WAITS_ELSE)
            )
            wal = home / "ledger.db-wal"
            seen.wal_mb.append(wal.stat().st_size / 1e6 if wal.exists() else 0.0)
            time.sleep(_LOOK_EVERY_S)


def _look_at(process: psutil.Process, role: str, at: float, seen: Seen) -> None:
    """Note what a process and all below it hold."""
    try:
        key = (process.pid, process.create_time())
        life = seen.lives.setdefault(key, Life(_role(process, role)))
        held, files = process.memory_full_info().uss / 1e6, process.num_fds()
        below = process.children()
    except (psutil.Error, OSError):
        return  # it ended meanwhile
    life.seconds.append(at)
    life.own_mb.append(held)
    life.files.append(files)
    for child in below:
        _look_at(child, f"{role} > child", at, seen)


def _role(process: psutil.Process, role: str) -> str:
    return f"{role} (tracker)" if "resource_tracker" in str(process.cmdline()) else role


def judged(seen: Seen, warm_up_s: float) -> list[tuple[str, Slope]]:
    """Return how memory and files grow: of each process that stays, and from job to job."""
    end = max(life.seconds[-1] for life in seen.lives.values() if life.seconds)
    found, brief = [], list[Life]()
    for (pid, _), life in seen.lives.items():
        if not life.seconds or life.seconds[-1] < warm_up_s:
            continue
        if life.seconds[0] > warm_up_s or life.seconds[-1] < end - 4 * _LOOK_EVERY_S:
            brief.append(life)
            continue
        after = [at >= warm_up_s for at in life.seconds]
        times = _kept(life.seconds, after)
        found += [
            (f"{life.role} {pid}: MB", slope(times, _kept(life.own_mb, after))),
            (f"{life.role} {pid}: files", slope(times, _kept(life.files, after))),
        ]
    if brief:
        times = [life.seconds[0] for life in brief]
        most = slope(times, [max(life.own_mb) for life in brief])
        found.append((f"{len(brief)} jobs' processes, the most of each: MB", most))
    return found


def _kept(values: list[float], which: list[bool]) -> list[float]:
    return [value for value, keep in zip(values, which, strict=True) if keep]


def _wrong_in(home: Path) -> list[str]:
    """Return what `harvestman verify` finds."""
    done = subprocess.run(  # noqa: S603 (ours)
        command(home, "verify", "--all"), capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout.splitlines()[-1])["findings"]
    return [str(one) for one in found if one["severity"] == "damage"]


def _facts(home: Path, seen: Seen) -> dict[str, Any]:
    """Return how much was done."""
    with contextlib.closing(sqlite3.connect(home / "ledger.db")) as ledger:
        runs = ledger.execute(
            "SELECT stage, count(*) FROM runs WHERE status = 'done'"
            " AND stage IN ('crawl', 'extract', 'publish') GROUP BY stage"
        ).fetchall()
    return {
        "name": "jobs_soak",
        "days": seen.days,
        "done": dict(runs),
        "answers": dict(seen.answers),
        "wal_mb": {"most": max(seen.wal_mb), "last": seen.wal_mb[-1]},
    }


def _print(shown: list[tuple[str, Slope]]) -> None:
    print(f"{'':46}{'middle':>9}{'an hour':>9}  95 % of the slope")
    for name, of in shown:
        bounds = f"{of.low:+.1%} to {of.high:+.1%}"
        print(f"{name:46}{of.middle:>9.1f}{of.an_hour:>+9.1%}  {bounds:20} {of.says}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--warm-up", type=float, help="minutes; a quarter of all")
    parser.add_argument("--keep", help="a folder in which the home is made")
    parser.add_argument("--noop", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
