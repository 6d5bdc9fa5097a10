import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from lake_writer import killed_while, rows
from structlog.testing import capture_logs

from lake.load import Loaded, load
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.store import Lake
from lake.waiting import pending

STEPS = ["appended pages", "appended robots", "committed", *["removed"] * 3]
COUNTS = """
SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM robots),
       (SELECT count(DISTINCT batch_id) FROM pages), (SELECT count(*) FROM batches)
"""


class Killed(Exception):
    pass


def killer(number):
    steps = iter(range(100))

    def step(name):
        if next(steps) == number:
            raise Killed(name)

    return step


def spool_three(lake):
    spool = Spool(lake.home, "crawl")
    return [spool.put(rows(name)) for name in ("a", "b", "c")]


def test_the_steps_of_a_load(lake):
    spool_three(lake)
    steps = []
    load(lake, step=steps.append)
    assert [name.partition(" crawl")[0] for name in steps] == STEPS


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_loader_killed_at_any_step_loses_and_doubles_nothing(lake, ask, number):
    spool_three(lake)
    with pytest.raises(Killed):
        load(lake, step=killer(number))
    Spool(lake.home, "crawl").put(rows("d"))
    load(lake)
    assert ask(COUNTS) == [(8, 4, 4, 4)]
    assert pending(lake.home) == []


def test_readers_see_nothing_of_an_uncommitted_batch(lake, ask):
    spool_three(lake)
    with pytest.raises(Killed):
        load(lake, step=killer(1))
    assert ask(COUNTS) == [(0, 0, 0, 0)]


def test_loading_again_does_nothing(lake):
    spool_three(lake)
    assert load(lake) == Loaded(batches=3, rows=9)
    assert load(lake) == Loaded()


def test_positions_follow_the_order_of_commits(lake, ask):
    spool_three(lake)
    load(lake)
    Spool(lake.home, "api").put(rows("d"))
    load(lake)
    assert ask("SELECT position, batch_id FROM batches") == [
        (1, "crawl-1"),
        (2, "crawl-2"),
        (3, "crawl-3"),
        (4, "api-1"),
    ]


def test_a_small_memory_loads_everything_too(tmp_path, ask, lake):
    small = Lake.open(lake.home, LakeSettings(load_bytes=1))
    spool_three(small)
    assert load(small).batches == 3
    assert ask(COUNTS) == [(6, 3, 3, 3)]


@pytest.mark.parametrize("cut", [0, 100, -1])
def test_a_torn_spool_file_is_set_aside_and_the_rest_goes_on(lake, cut):
    spool_three(lake)
    torn = pending(lake.home)[1]
    torn.write_bytes(torn.read_bytes()[:cut])
    with capture_logs() as logs:
        assert load(lake) == Loaded(batches=2, rows=6, set_aside=1)
    assert [log["event"] for log in logs if log["log_level"] == "error"] == [
        "lake.spool_file_set_aside"
    ]
    assert torn.with_name(f"{torn.name}.bad").exists()


def test_a_changed_spool_file_fails_its_checksum(lake):
    spool_three(lake)
    changed = pending(lake.home)[0]
    changed.write_bytes(changed.read_bytes().replace(b"a.test", b"x.test"))
    assert load(lake).set_aside == 1


def test_loaders_wait_for_each_other(lake, ask):
    spool_three(lake)
    with ThreadPoolExecutor(2) as threads:
        loads = [threads.submit(load, lake) for _ in range(2)]
    assert sum(future.result().batches for future in loads) == 3
    assert ask(COUNTS) == [(6, 3, 3, 3)]


def test_the_log_names_bounds_of_key_columns_alone(lake):
    spool_three(lake)
    load(lake)
    log = lake.place.table("pages").folder / "_delta_log" / f"{1:020d}.json"
    added = next(
        json.loads(line)["add"]
        for line in log.read_text().splitlines()
        if '"add"' in line
    )
    stats = json.loads(added["stats"])
    assert stats["minValues"] == {
        "url_key": "a",
        "fetched_at": "2026-11-20T00:00:00.000Z",
    }
    assert added["partitionValues"] == {}


@pytest.mark.parametrize("seed", range(5))
def test_no_acknowledged_batch_is_lost_or_doubled_by_kill_9(lake, ask, seed):
    killed_while("put", lake.home, seed)
    killed_while("load", lake.home, seed)
    killed_while("put", lake.home, seed + 100)
    load(lake)
    acknowledged = (lake.home / "acknowledged.txt").read_text().split()
    held = dict(ask("SELECT url_key, count(*) FROM pages GROUP BY 1"))
    assert set(held.values()) == {2}
    assert set(acknowledged) <= set(held)
    assert ask("SELECT host FROM robots") == [(name,) for name in sorted(held)]
