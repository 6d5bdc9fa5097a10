"""A little home with something of everything in it."""

from datetime import UTC, datetime
from pathlib import Path

from lake_writer import rows

from frontier.frontier import Frontier
from lake.load import load
from lake.spool import Spool
from lake.store import Lake
from ledger import audit
from ledger.open import open_ledger
from ledger.work import Work, put

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URLS = tuple(f"https://shop{n % 5}.test/{n}" for n in range(40))


def fill(home: Path) -> None:
    """Make a home with a frontier, a lake, a shop, products and a ledger."""
    with_frontier(home)
    for number in range(3):
        Spool(home, "crawl").put(rows(f"b{number}"))
        load(Lake.open(home))
    Spool(home, "crawl").put(rows("waits"))
    with open_ledger(home) as ledger, ledger.write() as connection:
        audit.record(connection, audit.Deed("sam", "said", "hello"), NOW)
        put(connection, Work("run", {"a": 1}), NOW)
    for name in ("a" * 32, "b" * 32):
        (home / "catalogue" / name / "images").mkdir(parents=True)
        (home / "catalogue" / name / "manifest.json").write_text("{}")
    (home / "catalogue" / "current").write_text("b" * 32)
    (home / "catalogue" / ".building-x").mkdir()
    (home / "catalogue" / ".building-x" / "half").write_text("half")
    (home / "events").mkdir()
    (home / "events" / "shop-1.jsonl").write_text('{"kind": "view"}\n')
    long = "für-" + "lang" * 40 + ".html"
    (home / "products" / long).write_bytes(bytes(100_000) + b"end")
    (home / "harvestman.toml").write_text("[work]\nthreads = 3\n")


def with_frontier(home: Path) -> None:
    """Make a frontier that took some URLs, and finished some of them."""
    (home / "frontier").mkdir(parents=True)
    frontier = Frontier.open(home / "frontier", "shoes", now=0.0)
    frontier.schedule(URLS, now=0.0)
    leases = [one for one in frontier.next_batch(10, now=0.0) if one.url in URLS]
    for lease in leases:
        frontier.fetched([lease.id], now=1.0, seconds=0.1, status=200)
    frontier.done([lease.id for lease in leases], now=1.0)
    frontier.close(now=1.0)
