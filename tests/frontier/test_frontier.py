"""What each call of a frontier does, one sentence at a time."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from frontier_small import (
    NOW,
    Home,
    accepted,
    counted,
    drained,
    one,
    pages,
    plan,
    reasons,
)

from frontier.column import read_urls
from frontier.frontier import Frontier
from frontier.plan import Budgets
from frontier.politeness import Politeness
from frontier.scope import Scope
from frontier.traps import Trap
from frontier.values import Kind, Reason

QUICK = plan(delay_s=0.0)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.close()


@pytest.fixture
def frontier(home: Home) -> Frontier:
    return home.open()


# What is accepted


def test_only_the_first_sight_of_a_url_is_accepted(frontier: Frontier) -> None:
    found = frontier.schedule(["http://a.test/1", "http://a.test/1"], NOW)
    assert accepted(found) == [True, False]
    assert reasons(frontier.schedule(["http://a.test/1"], NOW)) == [Reason.DUPLICATE]


def test_two_spellings_of_a_url_are_one(frontier: Frontier) -> None:
    spellings = ["http://A.test/1?b=2&a=1", "http://a.test:80/1?a=1&b=2#top"]
    assert accepted(frontier.schedule(spellings, NOW)) == [True, False]
    assert one(frontier).urls == ["http://a.test/1?b=2&a=1"]


def test_what_is_no_web_address_is_refused(frontier: Frontier) -> None:
    texts = ["", "mailto:a@b.test", "http://", "http://a.test/", "\ud800"]
    found = reasons(frontier.schedule(texts, NOW))
    assert found == [Reason.BAD] * 3 + [Reason.ACCEPTED, Reason.BAD]


def test_what_a_page_shows_belongs_wherever_it_lies(home: Home) -> None:
    frontier = home.open(plan(scope=Scope("host", ("a.test",))))
    found = frontier.schedule(
        ["http://b.test/1.png", "http://b.test/"], NOW, kind=[Kind.IMAGE, Kind.PAGE]
    )
    assert reasons(found) == [Reason.ACCEPTED, Reason.SCOPE]
    assert [lease.kind for lease in one(frontier)] == [Kind.IMAGE]


def test_each_url_is_judged_for_itself(home: Home) -> None:
    scope = Scope("host", ("a.test",))
    frontier = home.open(plan(scope=scope, max_depth=2))
    urls = ["http://a.test/1", "http://b.test/", "no", "http://a.test/2"]
    found = frontier.schedule(
        [*urls, "http://a.test/x/x/x"], NOW, depth=[2, 0, 0, 3, 0]
    )
    assert found.reasons.tolist() == [
        Reason.ACCEPTED,
        Reason.SCOPE,
        Reason.BAD,
        Reason.DEPTH,
        Reason.TRAP + Trap.REPEATED,
    ]


def test_a_url_may_be_scheduled_again_on_purpose(frontier: Frontier) -> None:
    frontier.schedule(["http://a.test/1"], NOW)
    assert accepted(frontier.schedule(["http://a.test/1"], NOW, again=True)) == [True]
    assert counted(frontier) == {"pending": 2}


def test_prepared_urls_are_taken_as_they_are(frontier: Frontier) -> None:
    column, _ = read_urls(["http://a.test/1", "http://b.test/1", "http://a.test/1"])
    assert accepted(frontier.schedule(column, NOW)) == [True, True, False]


def test_nothing_may_be_scheduled(frontier: Frontier) -> None:
    assert accepted(frontier.schedule([], NOW)) == []
    assert accepted(frontier.schedule(["nothing"], NOW)) == [False]


# What is handed out


def test_a_lease_says_what_was_scheduled(frontier: Frontier) -> None:
    urls = ["http://a.test/1", "http://b.test/sitemap.xml"]
    kinds = [Kind.PAGE, Kind.SITEMAP]
    frontier.schedule(urls, NOW, depth=[3, 0], kind=kinds, meta=[b"", b"more"])
    first, second = sorted(frontier.next_batch(9, NOW), key=lambda lease: lease.url)
    assert (first.url, first.host, first.depth, first.kind, first.meta) == (
        *(urls[0], "a.test", 3),
        *(Kind.PAGE, b""),
    )
    assert (second.depth, second.kind, second.meta) == (0, Kind.SITEMAP, b"more")


def test_a_bad_url_does_not_shift_what_was_given_with_the_others(
    frontier: Frontier,
) -> None:
    urls = ["no", "http://a.test/", "no", "http://b.test/"]
    frontier.schedule(urls, NOW, depth=[9, 1, 9, 2], meta=[b"x", b"1", b"y", b"2"])
    found = {
        (lease.url, lease.depth, lease.meta) for lease in frontier.next_batch(9, NOW)
    }
    assert found == {("http://a.test/", 1, b"1"), ("http://b.test/", 2, b"2")}


def test_a_batch_has_one_url_of_each_host(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 3) + pages("b", 3), NOW)
    assert sorted(frontier.next_batch(9, NOW).hosts) == ["a.test", "b.test"]
    assert len(frontier.next_batch(9, NOW)) == 0


def test_a_batch_is_no_larger_than_asked(frontier: Frontier) -> None:
    frontier.schedule([f"http://{name}.test/" for name in "abcde"], NOW)
    assert [len(frontier.next_batch(2, NOW)) for _ in range(4)] == [2, 2, 1, 0]
    assert len(frontier.next_batch(0, NOW)) == 0


def test_a_host_waits_for_its_delay_after_the_answer(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    first = one(frontier)
    assert len(one(frontier, NOW + 60)) == 0
    frontier.fetched(first.ids, NOW + 60)
    assert len(one(frontier, NOW + 60.75)) == 0
    assert frontier.next_ready_at() == NOW + 61
    assert len(one(frontier, NOW + 61)) == 1


def test_a_second_answer_starts_no_second_delay(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    first = one(frontier)
    frontier.fetched(np.repeat(first.ids, 2), NOW)
    frontier.fetched(first.ids, NOW + 0.5)
    frontier.done(first.ids, NOW + 0.75)
    assert len(one(frontier, NOW + 1)) == 1


def test_a_page_that_is_safe_is_done_for_good(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 1), NOW)
    batch = one(frontier)
    frontier.done(batch.ids, NOW)
    frontier.done(batch.ids, NOW)
    assert counted(frontier) == {"pages": 1}
    assert frontier.next_ready_at() is None


def test_an_answer_without_a_page_is_done_too(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 1), NOW)
    frontier.done(one(frontier).ids, NOW, page=False)
    assert counted(frontier) == {"empty": 1}


def test_what_failed_is_tried_as_often_as_the_plan_says(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, attempts=2))
    frontier.schedule(pages("a", 1), NOW)
    assert frontier.fail(one(frontier).ids, NOW) == 0
    assert counted(frontier) == {"pending": 1}
    assert frontier.fail(one(frontier).ids, NOW) == 1
    assert counted(frontier) == {"dropped": 1}


def test_each_url_has_failures_of_its_own(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, attempts=3))
    frontier.schedule(["http://a.test/"], NOW)
    for _ in range(2):
        frontier.fail(one(frontier).ids, NOW)
    old = one(frontier)
    frontier.schedule(["http://b.test/"], NOW)
    ids = np.concatenate([old.ids, one(frontier).ids])
    assert frontier.fail(ids, NOW) == 1
    assert frontier.fail(one(frontier).ids, NOW) == 0
    assert frontier.fail(one(frontier).ids, NOW) == 1


def test_what_failed_leaves_the_host_its_delay(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    frontier.fail(one(frontier).ids, NOW)
    assert len(one(frontier, NOW + 0.5)) == 0


def test_what_is_released_goes_first_again_and_at_once(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 3), NOW)
    batch = one(frontier)
    frontier.release(batch.ids, NOW)
    assert one(frontier).urls == batch.urls


def test_a_release_cuts_no_delay_short(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    frontier.done(one(frontier).ids, NOW)
    frontier.release(one(frontier, NOW + 1).ids, NOW + 1)
    batch = one(frontier, NOW + 1)
    frontier.fetched(batch.ids, NOW + 1)
    frontier.release(batch.ids, NOW + 1)
    assert len(one(frontier, NOW + 1.5)) == 0


def test_a_lease_that_is_over_means_nothing(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    old = one(frontier).ids
    frontier.release(old, NOW)
    one(frontier)
    for call in (frontier.done, frontier.fail, frontier.release, frontier.fetched):
        call(old, NOW)
    assert counted(frontier) == {"pending": 1, "leased": 1}


def test_numbers_that_are_no_leases_mean_nothing(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 1), NOW)
    strange = np.array([0, 1, 2**32, 2**32 + 5000, 2**64 - 1], np.uint64)
    for call in (frontier.done, frontier.fail, frontier.release, frontier.fetched):
        call(strange, NOW)
    assert counted(frontier) == {"pending": 1}


def test_answers_may_come_in_any_order(frontier: Frontier) -> None:
    frontier.schedule([f"http://{name}.test/" for name in "abc"], NOW)
    ids = frontier.next_batch(3, NOW).ids
    frontier.done(ids[[2]], NOW)
    frontier.fetched(ids[[1]], NOW)
    frontier.done(ids[[1]], NOW + 7)
    frontier.release(ids[[0]], NOW + 7)
    assert counted(frontier) == {"pages": 2, "pending": 1}


# When nothing can go


def test_an_empty_frontier_has_nothing_to_wait_for(frontier: Frontier) -> None:
    assert len(frontier.next_batch(9, NOW)) == 0
    assert frontier.next_ready_at() is None


def test_a_clock_that_goes_back_asks_no_host_early(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    frontier.done(one(frontier).ids, NOW)
    assert len(one(frontier, NOW - 3600)) == 0
    assert len(one(frontier, NOW - 3599.5)) == 0


def test_a_clock_that_jumps_ahead_leaves_the_delay_after_it(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 3), NOW)
    frontier.done(one(frontier).ids, NOW)
    batch = one(frontier, NOW + 1e9)
    frontier.done(batch.ids, NOW + 1e9)
    assert len(one(frontier, NOW + 1e9 + 0.5)) == 0
    assert len(one(frontier, NOW + 1e9 + 1)) == 1


def test_a_budget_keeps_what_lies_beyond_it(home: Home) -> None:
    frontier = home.open(plan(delay_s=0.0, budgets=Budgets(host=2)))
    frontier.schedule(pages("a", 5), NOW)
    assert len(drained(frontier)) == 2
    assert counted(frontier) == {"pending": 3, "pages": 2}


def test_retry_after_holds_the_whole_host(frontier: Frontier) -> None:
    frontier.schedule(pages("a", 2), NOW)
    batch = one(frontier)
    frontier.fetched(batch.ids, NOW, status=503, retry_after=120.0)
    frontier.fail(batch.ids, NOW)
    assert len(one(frontier, NOW + 119)) == 0
    assert len(one(frontier, NOW + 120)) == 1


def test_a_slow_answer_makes_the_delay_longer_when_asked(home: Home) -> None:
    slow = Politeness(delay_s=1.0, adaptive_factor=5.0)
    frontier = home.open(plan(politeness=slow))
    frontier.schedule(pages("a", 2), NOW)
    frontier.fetched(one(frontier).ids, NOW, seconds=2.0)
    assert len(one(frontier, NOW + 9.5)) == 0
    assert len(one(frontier, NOW + 10)) == 1
