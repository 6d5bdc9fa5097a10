from contextlib import suppress

import pytest
from lake_writer import rows
from tiny_disk import filled, tiny_disk

from lake.compact import compact
from lake.errors import LakeFull
from lake.load import append, load
from lake.pin import pin
from lake.spool import Spool
from lake.sql import connect, current
from lake.store import Lake
from lake.vacuum import vacuum
from lake.verify import verify

PAGES = "SELECT url_key, count(*) FROM pages GROUP BY url_key, batch_id ORDER BY 1"
# From no room at all to enough for most of what is written.
ROOMS = [0, *(4096 * pages for pages in (1, 4, 8, 16, 32, 128))]
OTHER_ROOMS = [4096 * pages for pages in (2, 6, 12, 24, 48, 64, 96)]


@pytest.fixture
def disk(tmp_path):
    with tiny_disk(tmp_path / "disk") as place:
        yield place


@pytest.fixture
def small(disk):
    lake = Lake.open(disk)
    append(lake, "crawl", rows("a"))
    append(lake, "crawl", rows("b"))
    return lake


def put(lake):
    Spool(lake.home, "crawl").put(rows("c"))


def take(lake):
    put(lake)
    load(lake)


def held(lake):
    with current(lake) as connection:
        return connection.execute(PAGES).fetchall()


@pytest.mark.parametrize(
    "room",
    [*ROOMS, *(pytest.param(room, marks=pytest.mark.slow) for room in OTHER_ROOMS)],
)
@pytest.mark.parametrize("work", [put, take, compact, pin, vacuum])
def test_work_is_done_or_refused_and_can_be_done_when_there_is_room(small, work, room):
    with filled(small.home, room), suppress(LakeFull):
        work(small)
    work(small)
    load(small)
    found = held(small)
    assert {name for name, _ in found} >= {"a", "b"}
    assert {count for _, count in found} == {2}
    assert verify(small).findings == ()


@pytest.mark.parametrize("work", [put, compact, pin])
def test_a_full_disk_is_refused_in_words(small, work):
    with filled(small.home, 0), pytest.raises(LakeFull, match="free some space"):
        work(small)


def test_loading_onto_a_full_disk_is_refused_and_loses_nothing(small):
    put(small)
    with filled(small.home, 0), pytest.raises(LakeFull, match="free some space"):
        load(small)
    load(small)
    assert held(small) == [("a", 2), ("b", 2), ("c", 2)]


def test_what_was_pinned_can_be_read_when_the_disk_is_full(small):
    pin(small)
    with filled(small.home, 0), connect(small.home) as pinned:
        assert pinned.execute(PAGES).fetchall() == [("a", 2), ("b", 2)]
