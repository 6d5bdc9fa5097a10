import shutil
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from frontier.frontier import Frontier
from frontier.look import pending
from frontier.plan import Plan
from frontier.scope import Scope
from jobs.frontiers import opened
from jobs.rebuild import Rebuilt, rebuild
from jobs.settings import Settings
from lake.keys import content_digest
from lake.spool import Spool

PLAN = Plan(scope=Scope("any", exclude=("/never",)), max_depth=2)
SEED, LEFT, RIGHT = "http://s.test/", "http://left.test/", "http://right.test/"
LINKS = {
    SEED: [LEFT, RIGHT, "http://s.test/2"],
    LEFT: ["http://left.test/2", "http://left.test/never", SEED],
    "http://left.test/2": ["http://left.test/3", "http://right.test/9"],
}
DEPTHS = {SEED: 0, LEFT: 1, "http://left.test/2": 2}
# What those pages link to and nobody fetched, less what is excluded or too deep.
WAITING = {RIGHT, "http://s.test/2", "http://broken.test/"}


def page(url: str, status: int = 200) -> dict[str, object]:
    return {
        "url_key": url,
        "url": url,
        "final_url": url,
        "host": url.split("/")[2],
        "fetched_at": datetime(2026, 11, 1, tzinfo=UTC),
        "status": status,
        "depth": DEPTHS.get(url, 0),
        "campaign": "shops",
        "content_digest": content_digest(url.encode()),
    }


def fetch(url: str, status: int) -> dict[str, object]:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    named = {"url": url, "host": url.split("/")[2], "campaign": "shops"}
    return {**named, "attempt": 1, "status": status, "fetched_at": at}


def table(rows: Iterable[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home whose lake holds three pages; its frontier went on from them."""
    links = [
        {"src_url": src, "dst_url": dst, "kind": "a", "position": at}
        for src, found in LINKS.items()
        for at, dst in enumerate(found)
    ]
    fetched = [fetch(url, 200) for url in LINKS] + [fetch("http://broken.test/", 500)]
    rows = {"pages": map(page, LINKS), "links": links, "fetches": fetched}
    Spool(tmp_path, "crawl").put({name: table(found) for name, found in rows.items()})
    frontier = Frontier.open(tmp_path / "frontier", "shops", time.time(), PLAN)
    frontier.schedule(list(LINKS), time.time())
    for hours in range(3):
        later = time.time() + 3600.0 * hours
        frontier.done(frontier.next_batch(9, later).ids, later)
    frontier.schedule(list(WAITING), time.time())
    frontier.close()
    return tmp_path


def put_back(home: Path) -> Rebuilt:
    with opened(home, "shops") as frontier:
        return rebuild(home, Settings(), frontier, lambda *_: None)


def waiting(home: Path) -> set[str]:
    return {one.url for one in pending(home / "frontier" / "shops")}


def lose(home: Path, *names: str) -> None:
    for name in names or ("[0-9][0-9]", "acks", "seen-*"):
        for path in (home / "frontier" / "shops").glob(name):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_whole_frontier_gets_nothing_back(home: Path) -> None:
    assert waiting(home) == WAITING
    assert (put_back(home).put_back, waiting(home)) == (0, WAITING)


def test_a_lost_frontier_gets_back_what_pages_link_to(home: Path) -> None:
    lose(home)
    assert waiting(home) == set()
    done = put_back(home)
    assert (done.fetched, done.put_back, waiting(home)) == (3, 3, WAITING)


def test_what_was_fetched_before_the_loss_is_not_fetched_again(home: Path) -> None:
    lose(home)
    put_back(home)
    with opened(home, "shops") as frontier:
        accepted = frontier.schedule(list(LINKS), time.time()).accepted
    assert not accepted.any()


@pytest.mark.parametrize("shard", range(3))
def test_a_lost_shard_is_remade_beside_the_others(home: Path, shard: int) -> None:
    shards = sorted((home / "frontier" / "shops").glob("[0-9][0-9]"))
    lose(home, shards[shard].name, "seen-*")
    put_back(home)
    assert waiting(home) == WAITING


def test_putting_back_twice_changes_nothing(home: Path) -> None:
    lose(home)
    put_back(home)
    assert (put_back(home).put_back, waiting(home)) == (0, WAITING)


def test_depths_are_as_the_pages_say(home: Path) -> None:
    lose(home)
    put_back(home)
    found = {one.url: one.depth for one in pending(home / "frontier" / "shops")}
    assert found[RIGHT] == 1
