from datetime import timedelta

import pytest
from lake_reader import halves
from lake_writer import rows

from lake.clock import utc_now
from lake.compact import compact
from lake.load import append, load
from lake.notes import noted
from lake.pin import pin
from lake.settings import LakeSettings
from lake.spool import Spool
from lake.store import Lake
from lake.vacuum import vacuum
from lake.verify import verify
from lake.waiting import pending

NAMES = "SELECT url_key, count(*) FROM pages GROUP BY 1"
COMPACTED = ("batches", "pages", "robots")
STEPS = [
    "caught up",
    "refreshed",
    *(
        f"{done} {name}"
        for name in COMPACTED
        for done in ("wrote", "committed", "replaced")
    ),
]


class Killed(Exception):
    pass


def kill_at(wanted):
    def step(name):
        if name.startswith(wanted):
            raise Killed(name)

    return step


def later():
    return utc_now() + timedelta(days=99)


@pytest.fixture
def three(lake):
    for name in "abc":
        append(lake, "crawl", rows(name))
    pin(lake)
    return lake


def test_the_steps_of_a_compaction(three):
    steps = []
    compact(three, step=steps.append)
    assert steps == STEPS


@pytest.mark.parametrize("at", STEPS)
def test_a_compaction_killed_at_any_step_changes_nothing(three, ask, at):
    with pytest.raises(Killed):
        compact(three, step=kill_at(at))
    assert ask(NAMES) == [("a", 2), ("b", 2), ("c", 2)]
    assert halves(three) == []
    append(three, "crawl", rows("d"))
    compact(three)
    assert ask(NAMES) == [("a", 2), ("b", 2), ("c", 2), ("d", 2)]
    assert verify(three).findings == ()


@pytest.mark.parametrize("at", ["committed pages", "committed robots"])
def test_what_a_killed_compaction_committed_is_seen_after_the_next(three, at):
    with pytest.raises(Killed):
        compact(three, step=kill_at(at))
    compact(three)
    notes = noted(three, three.table("batches"))
    assert all(of.version == three.table(name).version() for name, of in notes.items())
    assert all(of.whole for of in notes.values())


def test_readers_see_whole_batches_at_every_step(three):
    seen = []

    def look(name):
        seen.extend(halves(three))

    Spool(three.home, "crawl").put(rows("d"))
    Spool(three.home, "api").put(rows("e"))
    load(three, step=look)
    compact(three, step=look)
    pin(three)
    vacuum(three, now=later, step=look)
    assert seen == []


@pytest.mark.parametrize("at", ["removed pages", "removed robots", "shortened"])
def test_a_vacuum_killed_at_any_step_hurts_nobody(three, ask, at):
    compact(three)
    pin(three)
    with pytest.raises(Killed):
        vacuum(three, now=later, step=kill_at(at))
    assert ask(NAMES) == [("a", 2), ("b", 2), ("c", 2)]
    assert halves(three) == []
    vacuum(three, now=later)
    assert verify(three).findings == ()


def test_a_batch_between_two_tables_is_not_seen_when_others_are_compacted(three, ask):
    Spool(three.home, "zebra").put(rows("z"))
    with pytest.raises(Killed):
        load(three, step=kill_at("appended pages"))
    (waiting,) = pending(three.home)
    aside = waiting.rename(waiting.with_name("aside"))
    Spool(three.home, "ant").put(rows("d"))
    compact(three)
    assert ask(NAMES) == [("a", 2), ("b", 2), ("c", 2), ("d", 2)]
    assert halves(three) == []
    aside.rename(waiting)
    load(three)
    assert ask(NAMES)[-1] == ("z", 2)
    assert verify(three).findings == ()


@pytest.mark.parametrize("at", ["appended pages", "appended robots"])
def test_a_later_batch_of_another_writer_may_come_first(three, ask, at):
    Spool(three.home, "zebra").put(rows("z"))
    with pytest.raises(Killed):
        load(three, step=kill_at(at))
    Spool(three.home, "ant").put(rows("d"))
    with pytest.raises(Killed):
        load(
            Lake.open(three.home, LakeSettings(load_bytes=1)),
            step=kill_at("removed ant"),
        )
    assert ask(NAMES)[-1] == ("d", 2)
    assert halves(three) == []
    compact(three)
    assert ask(NAMES)[-1] == ("z", 2)
    assert verify(three).findings == ()
