"""What of a frontier outlives its process, and who may open it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from frontier_small import (
    NOW,
    Home,
    accepted,
    counted,
    drained,
    one,
    pages,
    paths,
    plan,
)

from frontier.errors import AlreadyOwned, FrontierError

QUICK = plan(delay_s=0.0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


def test_what_waits_is_there_when_opened_again(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 5), NOW, depth=[4, 3, 2, 1, 0], meta=[b"m"] * 5)
    frontier.done(one(frontier).ids, NOW)
    batch = one(again := home.opened_again(QUICK))
    again.release(batch.ids, NOW)
    assert (batch.urls, batch.depths, batch.metas) == (["http://a.test/3"], [1], [b"m"])
    assert paths(drained(again, NOW)) == ["3", "2", "1", "0"]


def test_what_was_leased_waits_again(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 1), NOW)
    frontier.fetched(one(frontier).ids, NOW)
    assert counted(home.opened_again(QUICK)) == {"pending": 1}


def test_what_was_accepted_stays_known(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 3), NOW)
    frontier.done(one(frontier).ids, NOW)
    again = home.opened_again(QUICK)
    assert not any(accepted(again.schedule(pages("a", 3), NOW)))
    assert counted(again) == {"pending": 2, "pages": 1}


def test_a_delay_goes_on_where_a_close_left_it(home: Home) -> None:
    frontier = home.open()
    frontier.schedule(pages("a", 2), NOW)
    frontier.done(one(frontier).ids, NOW)
    again = home.opened_again(now=NOW + 0.25)
    assert len(one(again, NOW + 0.75)) == 0
    assert len(one(again, NOW + 1)) == 1


def test_two_processes_cannot_own_one_shard(home: Home) -> None:
    frontier = home.open()
    frontier.schedule(pages("a", 1), NOW)
    with pytest.raises(AlreadyOwned):
        home.open()
    assert home.opened_again().stats().pending == 1


def test_a_folder_that_cannot_be_written_is_one_clear_error(home: Home) -> None:
    (home.folder / "shoes").write_text("not a folder")
    with pytest.raises(FrontierError):
        home.open()


def test_a_block_ends_when_it_was_said_also_after_a_clock_set_back(home: Home) -> None:
    frontier = home.open()
    frontier.schedule(pages("a", 1), NOW)
    frontier.block("a.test", NOW - 3600 + 50, NOW - 3600)
    home.close()
    again = home.open(now=NOW - 3600 + 51)
    assert len(again.next_batch(10, NOW - 3600 + 51)) == 1
