from pathlib import Path

import numpy as np
import pytest

from frontier.book import Book
from frontier.column import hashes
from frontier.frontier import Frontier
from frontier.hosttable import HostRow, Why, hosts_of
from frontier.look import campaigns, pending, shelves
from frontier.politeness import Politeness, rules_of
from frontier.robots import Answer, Robots, RobotsSettings
from frontier.standing import disk_bytes, standing
from frontier.states import BLOCKED, STATE
from frontier.urls import domain, shard_of

RULES = rules_of(Politeness())
URLS = [f"http://h{host}.test/p{page}" for page in range(4) for host in range(5)]


def frontier_with(folder: Path, urls: list[str]) -> Frontier:
    frontier = Frontier.open(folder, "shops", 0.0)
    frontier.schedule(urls, 1.0, depth=2)
    return frontier


def waiting(folder: Path) -> list[str]:
    return sorted(record.url for record in pending(folder / "shops"))


def note(folder: Path, host: str, **values: float) -> None:
    """Note something of a host in the home's book."""
    state = np.zeros(1, STATE)
    state["key"] = hashes([host])
    state["set_delay"] = state["robots_delay"] = np.nan
    for name, value in values.items():
        state[name] = value
    book = Book.open(folder / "hosts", shard_of(domain(host)), 0.0, RULES)
    book.note([host], state)
    book.close(0.0, [host], state)


def row_of(folder: Path, host: str, now: float = 50.0) -> HostRow:
    found = hosts_of(folder, "shops")
    return found.row(found.names.index(host), now)


def test_what_was_accepted_waits_while_its_owner_runs(tmp_path: Path) -> None:
    frontier = frontier_with(tmp_path, URLS)
    assert waiting(tmp_path) == sorted(URLS)
    frontier.close()
    assert waiting(tmp_path) == sorted(URLS)


def test_what_is_done_waits_no_more(tmp_path: Path) -> None:
    frontier = frontier_with(tmp_path, URLS)
    batch = frontier.next_batch(5, 2.0)
    frontier.done(batch.ids[:3], 3.0)
    frontier.done(batch.ids[3:], 3.0, page=False)
    assert waiting(tmp_path) == sorted(set(URLS) - set(batch.urls))
    frontier.close()


def test_a_record_is_shown_as_it_was_accepted(tmp_path: Path) -> None:
    frontier = Frontier.open(tmp_path, "shops", 0.0)
    urls = ["http://a.test:81/x?y", "https://[::1]/"]
    frontier.schedule(urls, 1.0, depth=[3, 4], meta=[b"", b"meta"])
    found = {(one.url, one.host, one.depth) for one in pending(tmp_path / "shops")}
    assert found == {(urls[0], "a.test", 3), (urls[1], "[::1]", 4)}
    frontier.close()


def test_looking_changes_nothing(tmp_path: Path) -> None:
    frontier_with(tmp_path, URLS).close()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    waiting(tmp_path)
    standing(tmp_path, "shops")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_damage_costs_what_it_hit_and_no_more(tmp_path: Path) -> None:
    frontier_with(tmp_path, URLS).close()
    shelf = next(shelf for shelf in shelves(tmp_path / "shops") if any(shelf.pieces()))
    path = next(shelf.folder.glob("0*.log"))
    path.write_bytes(path.read_bytes()[:-1])
    lost = [url for url in URLS if shard_of(domain(url[7:14])) == shelf.number]
    assert waiting(tmp_path) == sorted(set(URLS) - set(lost))


def test_a_segment_that_is_removed_meanwhile_is_empty(tmp_path: Path) -> None:
    frontier_with(tmp_path, URLS).close()
    (shelf, *_) = shelves(tmp_path / "shops")
    pieces = shelf.pieces()
    next(shelf.folder.glob("0*.log")).rename(tmp_path / "elsewhere")
    assert list(pieces) == []


def test_campaigns_are_what_has_shards_or_an_inbox(tmp_path: Path) -> None:
    frontier_with(tmp_path, URLS).close()
    (tmp_path / "new" / "inbox").mkdir(parents=True)
    (tmp_path / "robots").mkdir()
    assert campaigns(tmp_path) == ["new", "shops"]
    assert campaigns(tmp_path / "gone") == []


def test_the_figures_are_those_of_the_owner(tmp_path: Path) -> None:
    frontier = frontier_with(tmp_path, URLS)
    batch = frontier.next_batch(4, 2.0)
    frontier.done(batch.ids[:2], 3.0)
    frontier.done(batch.ids[2:3], 3.0, page=False)
    shown, owned = standing(tmp_path, "shops"), frontier.stats()
    assert shown.pending == owned.pending + owned.leased == 17
    assert (shown.pages, shown.empty, shown.dropped) == (2, 1, 0)
    assert (shown.known, shown.hosts, shown.shards) == (20, 5, owned.shards)
    frontier.close()


def test_a_campaign_without_urls_has_no_figures(tmp_path: Path) -> None:
    shown = standing(tmp_path, "none")
    assert (shown.pending, shown.hosts, shown.next_ready_at) == (0, 0, None)


@pytest.mark.parametrize(
    ("noted", "why", "until"),
    [
        ({}, Why.READY, None),
        ({"ready_at": 60.0}, Why.DELAY, 60.0),
        ({"ready_at": 40.0}, Why.READY, None),
        ({"blocked_until": 70.0}, Why.RETRY_AFTER, 70.0),
        ({"blocked_until": 70.0, "level": 2}, Why.BACK_OFF, 70.0),
        ({"blocked_until": 70.0, "flags": BLOCKED}, Why.BLOCKED, 70.0),
        ({"blocked_until": np.inf, "flags": BLOCKED}, Why.BLOCKED, None),
    ],
)
def test_a_host_says_why_it_waits(
    tmp_path: Path, noted: dict[str, float], why: Why, until: float | None
) -> None:
    frontier_with(tmp_path, ["http://a.test/"]).close()
    note(tmp_path, "a.test", **noted)
    row = row_of(tmp_path, "a.test")
    assert (row.why, row.until, row.pending) == (why, until, 1)


@pytest.mark.parametrize(
    ("noted", "delay_s", "by"),
    [
        ({}, 1.0, "plan"),
        ({"set_delay": 2.5}, 2.5, "person"),
        ({"set_delay": 0.5}, 0.5, "person"),
        ({"set_delay": 2.5, "robots_delay": 10.0}, 10.0, "robots.txt"),
        ({"robots_delay": 0.5}, 1.0, "plan"),
        ({"robots_delay": 9999.0}, 60.0, "robots.txt"),
    ],
)
def test_a_host_shows_its_delay_and_whose_it_is(
    tmp_path: Path, noted: dict[str, float], delay_s: float, by: str
) -> None:
    frontier_with(tmp_path, ["http://a.test/"]).close()
    note(tmp_path, "a.test", **noted)
    row = row_of(tmp_path, "a.test")
    assert (row.delay_s, row.delay_by) == (delay_s, by)


@pytest.mark.parametrize(
    ("statuses", "why"),
    [
        ({"http": 503}, Why.ROBOTS),
        ({"http": 404}, Why.READY),
        ({"http": 503, "https": 404}, Why.READY),
        ({"http": 404, "https": 503}, Why.READY),
    ],
)
def test_a_host_waits_for_robots_when_all_its_origins_do(
    tmp_path: Path, statuses: dict[str, int], why: Why
) -> None:
    frontier_with(tmp_path, ["http://a.test/"]).close()
    robots = Robots.open(tmp_path / "robots", RobotsSettings(name="tester"), range(64))
    for scheme, status in statuses.items():
        robots.verdict(f"{scheme}://a.test/", 40.0)
        robots.answered(f"{scheme}://a.test/robots.txt", Answer(status), 40.0)
    robots.close()
    assert row_of(tmp_path, "a.test").why is why
    assert sum(standing(tmp_path, "shops").robots.values()) == len(statuses)


def test_a_blocked_host_is_shown_before_it_has_urls(tmp_path: Path) -> None:
    note(tmp_path, "evil.test", blocked_until=np.inf, flags=BLOCKED)
    note(tmp_path, "other.test", ready_at=9.0)
    found = hosts_of(tmp_path, "shops")
    assert (found.names, standing(tmp_path, "shops").blocked) == (["evil.test"], 1)
    assert found.row(0, 50.0).why is Why.BLOCKED


def test_a_file_that_is_gone_meanwhile_takes_no_room(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to("nowhere")
    assert disk_bytes(tmp_path) == 0
