"""How hosts are treated, whoever says so: people, plans, and the hosts themselves."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from frontier_small import NOW, Home, counted, drained, one, pages, plan

from frontier.errors import BadPlan
from frontier.frontier import Frontier
from frontier.plan import Budgets
from frontier.politeness import Politeness

QUICK = plan(delay_s=0.0)
GROUPED = plan(politeness=Politeness(delay_s=0.0, group_by="domain", group_delay_s=2.0))
NEIGHBOURS = ["http://www.c.test/", "http://img.c.test/"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


@pytest.fixture
def frontier(home: Home) -> Frontier:
    return home.open()


def killed(home: Home) -> Frontier:
    """Open what a kill would leave now."""
    return home.killed(QUICK)


def closed(home: Home) -> Frontier:
    return home.opened_again(QUICK)


every_end = pytest.mark.parametrize("ended", [closed, killed])
End = Callable[[Home], Frontier]


# Parts of pages


def test_a_host_rests_that_gave_a_part_of_another_hosts_page(home: Home) -> None:
    frontier = home.open(plan(delay_s=5.0))
    frontier.schedule(pages("a", 1), NOW)
    frontier.asked("a.test", NOW)
    assert frontier.ready_at("a.test") == NOW + 5
    assert len(one(frontier, NOW + 4.75)) == 0
    assert len(one(frontier, NOW + 5)) == 1


def test_a_blocked_host_is_ready_when_its_pause_is_over(frontier: Frontier) -> None:
    frontier.block("a.test", NOW + 60, NOW)
    frontier.asked("a.test", NOW)
    assert frontier.ready_at("a.test") == NOW + 60
    assert frontier.ready_at("b.test") <= NOW


# Blocks


def test_a_blocked_host_is_asked_nothing_until_then(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 1) + pages("b", 1), NOW)
    frontier.block("a.test", NOW + 60, NOW)
    assert frontier.next_batch(9, NOW + 59.75).hosts == ["b.test"]
    assert frontier.next_ready_at() == NOW + 60
    assert frontier.next_batch(9, NOW + 60).hosts == ["a.test"]


def test_a_host_can_be_blocked_for_good(frontier: Frontier) -> None:
    frontier.block("a.test", None, NOW)
    frontier.schedule(pages("a", 1), NOW)
    assert len(one(frontier, NOW + 1e9)) == 0
    frontier.unblock("a.test", NOW)
    assert len(one(frontier, NOW + 1e9)) == 1


def test_a_block_can_be_made_shorter_and_longer(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    frontier.block("a.test", NOW + 60, NOW)
    one(frontier)
    frontier.block("a.test", NOW + 10, NOW)
    assert frontier.next_ready_at() == NOW + 10
    frontier.block("a.test", NOW + 20, NOW)
    assert len(one(frontier, NOW + 19)) == 0
    assert len(one(frontier, NOW + 20)) == 1


def test_nobody_is_woken_for_hosts_that_were_blocked_meanwhile(home: Home) -> None:
    frontier = home.open(plan(delay_s=3.0))
    frontier.schedule([url for name in "abcdefgh" for url in pages(name, 2)], NOW)
    frontier.done(frontier.next_batch(9, NOW).ids, NOW)
    for place, name in enumerate("hafbecg"):
        frontier.block(f"{name}.test", NOW + 10 * (1 + place), NOW)
    assert frontier.next_ready_at() == NOW + 3  # d
    frontier.block("d.test", None, NOW)
    for place, name in enumerate("hafbecg"):
        assert frontier.next_ready_at() == NOW + 10 * (1 + place)
        batch = frontier.next_batch(9, frontier.next_ready_at() or 0)
        assert batch.hosts == [f"{name}.test"]


def test_a_block_takes_back_nothing_that_is_asked(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    batch = one(frontier)
    frontier.block("a.test", NOW + 60, NOW)
    frontier.done(batch.ids, NOW)
    assert counted(frontier) == {"pending": 1, "pages": 1}
    assert frontier.next_ready_at() == NOW + 60


@every_end
def test_a_block_outlives_a_process(ended: End, home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 1), NOW)
    frontier.block("a.test", NOW + 60, NOW)
    again = ended(home)
    assert len(one(again, NOW + 59.75)) == 0
    assert len(one(again, NOW + 60)) == 1


@every_end
def test_a_block_ends_when_it_was_said_though_the_clock_was_set_back(
    ended: End, home: Home
) -> None:
    frontier = home.open(QUICK)
    frontier.schedule(pages("a", 1), NOW + 3600)
    frontier.block("a.test", NOW + 60, NOW)
    assert len(one(frontier, NOW + 1)) == 0
    again = ended(home)
    assert len(one(again, NOW + 59.75)) == 0
    assert len(one(again, NOW + 60)) == 1


# Delays


def test_a_longer_delay_holds_from_the_last_answer_on(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    frontier.done(one(frontier).ids, NOW)
    frontier.set_delay("a.test", 10.0, NOW)
    assert len(one(frontier, NOW + 9.75)) == 0
    assert len(one(frontier, NOW + 10)) == 1


def test_a_shorter_delay_cuts_none_short_that_runs(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 3), NOW)
    frontier.done(one(frontier).ids, NOW)
    frontier.set_delay("a.test", 0.25, NOW)
    assert len(one(frontier, NOW + 0.75)) == 0
    frontier.done(one(frontier, NOW + 1).ids, NOW + 1)
    assert len(one(frontier, NOW + 1.25)) == 1


def test_a_delay_that_was_set_can_be_taken_back(frontier: Frontier) -> None:
    frontier.set_delay("a.test", 10.0, NOW)
    assert frontier.delay_s("a.test") == 10.0
    frontier.set_delay("a.test", None, NOW)
    assert frontier.delay_s("a.test") == 1.0


@every_end
def test_a_delay_that_was_set_outlives_a_process(ended: End, home: Home) -> None:
    home.open(QUICK).set_delay("a.test", 10.0, NOW)
    again = ended(home)
    assert again.delay_s("a.test") == 10.0


@every_end
def test_whoever_was_asked_at_the_end_rests_first(ended: End, home: Home) -> None:
    frontier = home.open(QUICK)
    frontier.set_delay("a.test", 10.0, NOW)
    frontier.schedule(pages("a", 2), NOW)
    one(frontier, NOW + 5)
    again = ended(home)
    assert len(one(again, NOW + 9.75)) == 0


def test_a_host_that_says_too_much_twice_waits_longer(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 3), NOW)
    frontier.fetched(one(frontier).ids, NOW, status=429)
    first_s = (frontier.next_ready_at() or 0) - NOW
    frontier.fetched(one(frontier, NOW + first_s).ids, NOW + first_s, status=429)
    assert (frontier.next_ready_at() or 0) - NOW - first_s > 1.5 * first_s


# Gates that hosts share


def test_hosts_of_one_domain_are_asked_one_after_the_other(home: Home) -> None:
    frontier = home.open(GROUPED)
    frontier.schedule([*NEIGHBOURS, "http://d.test/"], NOW)
    batch = frontier.next_batch(9, NOW)
    assert len(batch) == 2
    assert "d.test" in batch.hosts
    frontier.done(batch.ids, NOW + 5)
    assert frontier.next_ready_at() == NOW + 7
    assert len(frontier.next_batch(9, NOW + 6.75)) == 0
    assert len(frontier.next_batch(9, NOW + 7)) == 1


def test_a_blocked_neighbour_keeps_nobody_waiting(home: Home) -> None:
    frontier = home.open(GROUPED)
    frontier.schedule([*NEIGHBOURS, "http://api.c.test/"], NOW)
    frontier.done(one(frontier).ids, NOW)
    frontier.block("www.c.test", None, NOW)
    frontier.block("img.c.test", None, NOW)
    assert one(frontier, NOW + 2).hosts == ["api.c.test"]


def test_a_release_opens_the_gate_at_once(home: Home) -> None:
    frontier = home.open(GROUPED)
    frontier.schedule(NEIGHBOURS, NOW)
    frontier.release(one(frontier).ids, NOW)
    assert len(one(frontier)) == 1


@pytest.mark.parametrize("kill", [False, True])
def test_a_gate_stays_shut_for_the_next_process(home: Home, kill: bool) -> None:
    frontier = home.open(GROUPED)
    frontier.schedule(NEIGHBOURS, NOW)
    frontier.done(one(frontier).ids, NOW)
    again = (home.killed if kill else home.opened_again)(GROUPED)
    assert len(one(again, NOW + 1.75)) == 0
    assert len(one(again, NOW + 2)) == 1


def test_hosts_at_one_address_share_a_gate(home: Home) -> None:
    politeness = Politeness(delay_s=0.0, group_by="address", group_delay_s=2.0)
    frontier = home.open(plan(politeness=politeness))
    frontier.schedule(pages("a", 1) + pages("b", 1), NOW)
    for host in ("a.test", "b.test"):
        frontier.set_address(host, "192.0.2.1")
    assert len(frontier.next_batch(9, NOW)) == 1


# Budgets and pauses


@pytest.mark.parametrize(
    "budgets", [Budgets(crawl=2), Budgets(host=1), Budgets(domain=2)]
)
def test_what_lies_beyond_a_budget_is_kept(home: Home, budgets: Budgets) -> None:
    frontier = home.open(plan(delay_s=0.0, budgets=budgets))
    urls = [f"{url}{number}" for url in NEIGHBOURS for number in range(3)]
    frontier.schedule(urls, NOW)
    assert len(drained(frontier)) == 2
    assert frontier.next_ready_at() is None
    assert counted(frontier) == {"pending": 4, "pages": 2}


@pytest.mark.parametrize(
    "budgets", [Budgets(crawl=2), Budgets(host=2), Budgets(domain=2)]
)
def test_only_pages_use_a_budget_up(home: Home, budgets: Budgets) -> None:
    chosen = plan(delay_s=0.0, budgets=budgets)
    frontier = home.open(chosen)
    frontier.schedule(pages("a", 9), NOW)
    frontier.done(one(frontier).ids, NOW)
    frontier.done(one(frontier).ids, NOW, page=False)
    frontier.release(one(frontier).ids, NOW)
    frontier.fail(one(frontier).ids, NOW)
    assert len(drained(frontier)) == 1
    assert drained(home.opened_again(chosen)) == []


def test_a_paused_campaign_hands_nothing_out(home: Home) -> None:
    frontier = home.open()
    frontier.schedule(pages("a", 1), NOW)
    frontier.paused = True
    assert len(one(frontier)) == 0
    assert frontier.next_ready_at() is None
    again = home.opened_again()
    assert again.paused
    again.paused = False
    assert len(one(again)) == 1


def test_what_is_set_aside_waits_until_it_is_released(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    batch = one(frontier)
    frontier.set_aside(batch.ids, NOW)
    assert one(frontier).urls == ["http://a.test/1"]
    frontier.release(batch.ids, NOW)
    assert counted(frontier) == {"pending": 1, "leased": 1}


# Plans


def test_a_campaign_is_opened_with_the_plan_it_had(home: Home) -> None:
    chosen = plan(order="depth", max_depth=7)
    home.open(chosen)
    home.close()
    frontier = Frontier.open(home.folder, "shoes", NOW)
    frontier.close()
    assert frontier.plan == chosen


@pytest.mark.parametrize("name", ["hosts", "robots"])
def test_a_campaign_cannot_take_the_homes_folders(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadPlan):
        Frontier.open(tmp_path, name, NOW)
