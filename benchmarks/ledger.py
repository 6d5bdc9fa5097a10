"""What the ledger's layer costs: work put, claimed and finished on SQLite.

The peer is Python's sqlite3 with the same statements written by hand, on a file with the
same tables and settings: no SQLAlchemy, no checks. Each job is put in a transaction of
its own, then ten at a time are claimed in one transaction and finished in a second.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from ledger.open import Ledger, open_ledger
from ledger.skus import mint
from ledger.work import Work, Worker, claim, finish, put

JOBS = 1000
BATCH = 10
ROUNDS = 3
GROUPS = 20_000
PAYLOAD = {"order": "A-1001", "template": "receipt", "language": "en"}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Worker("ann", ["mail"], 60)

Times = tuple[float, float]  # seconds of wall clock and of processor

PUT = """INSERT INTO work
    (kind, key, payload, created_at, due_at, attempts, max_attempts)
    VALUES (?, ?, ?, ?, ?, 0, 5) RETURNING id"""
PARK = """UPDATE work SET parked_at = :now, lease_owner = NULL, lease_until = NULL,
    error = 'its worker ended without an answer' WHERE kind = :kind AND parked_at IS NULL
    AND lease_until <= :now AND attempts >= max_attempts"""
CLAIM = """UPDATE work SET attempts = attempts + 1, lease_owner = 'ann',
    lease_until = :until WHERE id IN (
    SELECT id FROM work WHERE kind = :kind AND parked_at IS NULL AND due_at <= :now
    AND (lease_until IS NULL OR lease_until <= :now) AND (key IS NULL OR NOT EXISTS
    (SELECT 1 FROM work older WHERE older.key = work.key AND older.id < work.id))
    ORDER BY due_at, id LIMIT :count)
    RETURNING id, kind, key, payload, attempts, max_attempts, due_at"""
FINISH = "DELETE FROM work WHERE id = ? AND attempts = ? AND lease_owner = ?"


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    with TemporaryDirectory() as folder, open_ledger(Path(folder)) as ledger:
        with closing(plain(Path(folder) / "ledger.db")) as raw:
            ours, peers = [], []
            for _ in range(ROUNDS):
                ours.append(timed(lambda: through_the_ledger(ledger)))
                peers.append(timed(lambda: by_hand(raw)))
        result = compared(ours, peers) | {"benchmark": "ledger", "peer": "sqlite3"}
        result |= {"mint_fresh_s": minted_s(ledger), "mint_again_s": minted_s(ledger)}
    print(
        f"{GROUPS:,} groups of three listings: minted in {result['mint_fresh_s']} s,"
        f" again unchanged in {result['mint_again_s']} s"
    )
    print(json.dumps(result))


def plain(path: Path) -> sqlite3.Connection:
    """Open the same file by hand, as safely as the ledger does."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA synchronous=FULL")
    return raw


def timed(run: Callable[[], None]) -> Times:
    """Return what a round takes."""
    wall, processor = perf_counter(), process_time()
    run()
    return perf_counter() - wall, process_time() - processor


def through_the_ledger(ledger: Ledger) -> None:
    """Put, claim and finish with ledger.work."""
    for number in range(JOBS):
        with ledger.write() as connection:
            put(connection, Work("mail", PAYLOAD, key=f"order:{number}"), NOW)
    done = 0
    while done < JOBS:
        with ledger.write() as connection:
            jobs = claim(connection, ANN, BATCH, NOW)
        with ledger.write() as connection:
            for job in jobs:
                finish(connection, job)
        done += len(jobs)


def by_hand(raw: sqlite3.Connection) -> None:
    """Do the same with sqlite3 alone."""
    now = text(NOW)
    for number in range(JOBS):
        row = ("mail", f"order:{number}", json.dumps(PAYLOAD), now, now)
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(PUT, row).fetchone()
        raw.execute("COMMIT")
    facts = {"kind": "mail", "now": now, "count": BATCH}
    facts["until"] = text(NOW + timedelta(seconds=60))
    done = 0
    while done < JOBS:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(PARK, facts)
        jobs = raw.execute(CLAIM, facts).fetchall()
        raw.execute("COMMIT")
        raw.execute("BEGIN IMMEDIATE")
        for job in jobs:
            json.loads(job[3])
            raw.execute(FINISH, (job[0], job[4], "ann"))
        raw.execute("COMMIT")
        done += len(jobs)


def text(moment: datetime) -> str:
    """Write a time as the ledger's file holds it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def compared(ours: list[Times], peers: list[Times]) -> dict[str, object]:
    """Print and return the medians and their ratios."""
    wall, processor = (median(column) for column in zip(*ours, strict=True))
    peer_wall, peer_processor = (median(column) for column in zip(*peers, strict=True))
    print(
        f"work: {JOBS / wall:,.0f} jobs/s with the ledger, {JOBS / peer_wall:,.0f} by"
        f" hand, ratio {peer_wall / wall:.2f}; processor {processor / JOBS * 1e6:,.0f}"
        f" us a job, by hand {peer_processor / JOBS * 1e6:,.0f}"
        f" (median of {ROUNDS}, synchronous=FULL)"
    )
    return {
        "jobs_per_s": round(JOBS / wall),
        "peer_jobs_per_s": round(JOBS / peer_wall),
        "ratio": round(peer_wall / wall, 2),
        "cpu_us_per_job": round(processor / JOBS * 1e6),
        "peer_cpu_us_per_job": round(peer_processor / JOBS * 1e6),
    }


def minted_s(ledger: Ledger) -> float:
    """Return how long minting all groups takes."""
    groups = {
        f"{n:024x}": [f"{n + k:024x}" for k in range(3)]
        for n in range(0, GROUPS * 3, 3)
    }
    started = perf_counter()
    with ledger.write() as connection:
        mint(connection, groups, NOW)
    return round(perf_counter() - started, 2)


if __name__ == "__main__":
    main()
