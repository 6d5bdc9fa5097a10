"""Rare meetings of events that once cost a URL or a host's rest."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from frontier_small import NOW, Home, drained, one, pages, plan, small_files

from frontier.acks import Acks
from frontier.errors import BadCommand, DiskFull
from frontier.frontier import Frontier
from frontier.orders import take_links
from frontier.plan import Budgets
from frontier.politeness import Politeness
from frontier.robots import Answer
from frontier.robotssettings import RobotsSettings
from frontier.runs import Scratch
from frontier.trapsettings import Traps
from frontier.urls import shard_of

QUICK = plan(delay_s=0.0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


def turned(frontier: Frontier, turns: int) -> list[str]:
    """Fetch so many URLs, one at a time."""
    batches = [one(frontier)]
    for _ in range(turns - 1):
        frontier.done(batches[-1].ids, NOW)
        batches.append(one(frontier))
    frontier.done(batches[-1].ids, NOW)
    return [batch.urls[0] for batch in batches]


def test_the_turn_of_an_old_url_leaves_a_full_lane_whole(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 300), NOW, depth=5)
    frontier.schedule(pages("a", 63, start=300), NOW)
    found = turned(frontier, 63)
    frontier.schedule(pages("a", 256, start=363), NOW)
    found += turned(frontier, 1)
    others = [url for host in "bcdefgh" for url in pages(host, 9)]
    frontier.schedule(others, NOW)
    found += drained(frontier)
    assert sorted(found) == sorted(pages("a", 619) + others)


def test_urls_without_room_for_their_runs_are_handed_out(home: Home) -> None:
    with small_files():
        frontier = home.open(QUICK)
        frontier.schedule(pages("a", 1000), NOW)
        full = mock.patch.object(Scratch, "append", side_effect=DiskFull)
        with full, pytest.raises(DiskFull):
            frontier.schedule(pages("a", 1, start=1000), NOW)
        frontier.schedule(pages("a", 1, start=1000), NOW)
        assert sorted(drained(frontier)) == sorted(pages("a", 1001))


def test_what_was_sent_away_is_new_to_who_gets_it(tmp_path: Path) -> None:
    thirds = Frontier.open(tmp_path, "shoes", NOW, QUICK, range(0, 64, 3))
    sent = [url for host in "abcdef" for url in pages(host, 1)]
    accepted = thirds.schedule(sent, NOW).accepted
    thirds.close()
    whole = Frontier.open(tmp_path, "shoes", NOW, QUICK)
    take_links(whole, NOW)
    assert 0 < accepted.sum() < len(sent) == len(drained(whole))
    whole.close()


def test_a_host_without_budget_waits_on_when_another_gives_no_page(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, budgets=Budgets(host=1)))
    frontier.schedule(pages("a", 2), NOW)
    frontier.done(one(frontier).ids, NOW)
    assert not len(one(frontier))
    frontier.schedule(pages("b", 1), NOW)
    frontier.done(one(frontier).ids, NOW, page=False)
    assert frontier.next_ready_at() is None


def test_a_delay_follows_the_answer_to_robots_txt(home: Home) -> None:
    frontier = home.open(plan(delay_s=10.0, robots=RobotsSettings(name="x")))
    frontier.schedule(pages("a", 1), NOW)
    frontier.answered(int(one(frontier).ids[0]), Answer(404), NOW)
    assert not len(one(frontier, NOW + 9.9))
    assert one(frontier, NOW + 10.0).urls == pages("a", 1)


def test_failed_attempts_of_a_fetched_page_are_forgotten(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 1), NOW)
    frontier.fail(one(frontier).ids, NOW)
    frontier.done(one(frontier).ids, NOW)
    assert not frontier._attempts


def test_what_no_record_can_hold_is_refused(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, traps=Traps(longest_chars=0)))
    long = f"http://a.test/{'x' * 0xFFFF}"
    accepted = frontier.schedule([long, *pages("a", 2)], NOW).accepted
    assert accepted.tolist() == [False, True, True]
    with pytest.raises(BadCommand, match="65,536 bytes of meta"):
        frontier.schedule(pages("b", 1), NOW, meta=[bytes(0x10000)])
    assert len(drained(home.opened_again(QUICK))) == 2


def test_a_block_outlives_another_owner_who_met_the_host(tmp_path: Path) -> None:
    far = next(n for n in "abcdefgh" if shard_of(f"{n}.test") >= 32)
    first = Frontier.open(tmp_path, "shoes", NOW, QUICK, range(32))
    second = Frontier.open(tmp_path, "shoes", NOW, QUICK, range(32, 64))
    first.schedule(pages(far, 1), NOW)
    second.schedule(pages(far, 1), NOW)
    second.block(f"{far}.test", None, NOW)
    second.close()
    first.close()
    second = Frontier.open(tmp_path, "shoes", NOW, QUICK, range(32, 64))
    assert not len(one(second))
    second.close()


def test_a_slow_robots_txt_is_followed_by_its_whole_delay(home: Home) -> None:
    slow = Politeness(adaptive_factor=10.0)
    frontier = home.open(plan(robots=RobotsSettings(name="x"), politeness=slow))
    frontier.schedule(pages("a", 1), NOW)
    frontier.answered(int(one(frontier).ids[0]), Answer(None), NOW)
    assert not len(one(frontier, NOW + 299))
    later = NOW + 400
    again = one(frontier, later).ids
    frontier.fetched(again, later, seconds=20.0)
    frontier.answered(int(again[0]), Answer(404), later)
    assert not len(one(frontier, later + 29.0))
    assert one(frontier, later + 30.0).urls == pages("a", 1)


def test_the_name_of_a_new_shard_is_brought_to_the_disk(home: Home) -> None:
    frontier = home.open(plan(sync="batch"))
    with mock.patch("os.fsync") as synced:
        opened = mock.patch.object(os, "open", wraps=os.open)
        with opened as folders:
            frontier.schedule(pages("a", 1), NOW)
    places = [call.args[0] for call in folders.call_args_list]
    assert frontier.folder in places and synced.called


def test_a_budget_outlives_a_kill_of_its_owner(tmp_path: Path) -> None:
    chosen = plan(delay_s=0.0, budgets=Budgets(host=3))
    killed = Frontier.open(tmp_path, "shoes", NOW, chosen)
    killed.schedule(pages("a", 2), NOW)
    turned(killed, 2)
    killed._abandon()
    frontier = Frontier.open(tmp_path, "shoes", NOW, chosen)
    frontier.schedule(pages("a", 9, start=2), NOW)
    assert drained(frontier, NOW + 60) == pages("a", 1, start=2)
    frontier.close()


def test_a_disk_that_fills_up_while_handing_out_leases_nothing(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, robots=RobotsSettings(name="x")))
    frontier.schedule([*pages("a", 3), "http://b.test/y"], NOW)
    rules = Answer(200, b"User-agent: *\nDisallow: /0\nDisallow: /1\nDisallow: /2")
    for lease in frontier.next_batch(2, NOW):
        frontier.answered(lease.id, rules, NOW)
    room = mock.patch.object(Acks, "append", side_effect=[None, DiskFull])
    with room, pytest.raises(DiskFull):
        frontier.next_batch(5, NOW)
    assert frontier.stats().leased == 0
    assert frontier.next_batch(5, NOW).urls == ["http://b.test/y"]


def test_a_lost_log_makes_its_urls_new_again(home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 50), NOW)
    turned(frontier, 40)
    home.close()
    (shard,) = (home.folder / "shoes").glob("[0-9][0-9]")
    assert list((home.folder / "shoes").glob("seen-*"))
    shutil.rmtree(shard)
    again = home.open(QUICK)
    assert again.stats().damage
    assert again.schedule(pages("a", 50), NOW).accepted.all()
