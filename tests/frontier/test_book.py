from math import inf, nan
from pathlib import Path

import numpy as np
import pytest
from host_books import HELD, NOW, closed, killed, leave, opened, states
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier.book import Book
from frontier.facts import Records
from frontier.politeness import Politeness, rules_of
from frontier.states import BLOCKED, STATE

NAMES = st.lists(st.text(min_size=1, max_size=12), max_size=30, unique=True)
MANY = [f"h{number}.test" for number in range(300)]
# A disk may be slow for a moment.
PATIENT = settings(deadline=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


@PATIENT
@given(names=NAMES, seed=st.integers(0, 2**32))
def test_a_closed_book_opens_as_it_was(
    folder: Path, names: list[str], seed: int
) -> None:
    random = np.random.default_rng(seed)
    left = states(names, level=3)
    left["ready_at"] = NOW + random.uniform(-1e5, HELD, len(names))
    left["set_delay"] = random.uniform(0, 60, len(names))
    opened(folder).close(NOW, names, left)
    book = opened(folder)
    assert (book.names, book.clean, book.damage) == (names, True, ())
    assert book.states.tobytes() == left.tobytes()
    assert book.strangers_at == 0.0
    leave(book)


def test_after_a_kill_every_host_rests_for_its_own_delay(tmp_path: Path) -> None:
    killed(tmp_path, ["floor.test"])
    killed(tmp_path, ["set.test"], set_delay=9.0)
    killed(tmp_path, ["robots.test"], robots_delay=30.0)
    killed(tmp_path, ["paused.test"], ready_at=NOW + 500)
    book = opened(tmp_path, NOW + 1)
    assert (book.states["ready_at"] - NOW - 1).tolist() == [2.0, 9.0, 30.0, 499.0]
    assert not book.clean
    assert book.strangers_at == NOW + 3.0


def test_a_process_that_noted_nothing_leaves_no_clean_book(tmp_path: Path) -> None:
    closed(tmp_path, ["a.test"])
    opened(tmp_path)
    assert opened(tmp_path).states["ready_at"].tolist() == [NOW + 2.0]


def test_an_adaptive_delay_counts_as_if_the_last_answer_was_slow(
    tmp_path: Path,
) -> None:
    killed(tmp_path, ["a.test"])
    slow = rules_of(Politeness(adaptive_factor=3.0, adaptive_max_s=20.0))
    book = Book.open(tmp_path, 7, NOW, slow)
    assert book.states["ready_at"].tolist() == [NOW + 20.0]
    assert book.strangers_at == NOW + 20.0


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask", "note", "kill", "close"]),
        st.sampled_from(MANY[:4]),
        st.floats(0, 30, width=32),
    ),
    max_size=30,
)


class Crawl:
    """One process after the other, each asking hosts as its book allows."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.free_at = folder, NOW, dict[str, float]()
        (folder / "07.log").unlink(missing_ok=True)
        self.begin()

    def begin(self) -> None:
        self.book = opened(self.folder, self.now)
        rows = zip(self.book.names, self.book.states, strict=True)
        self.rows = {name: row.copy() for name, row in rows}

    def act(self, what: str, host: str, wait_s: float) -> None:
        self.now += wait_s
        if what == "close":
            self.book.close(self.now, *self.all())
        elif what == "kill":
            leave(self.book)
        if what in ("kill", "close"):
            self.begin()
        elif what == "note":
            self.row(host)["set_delay"] = wait_s
            self.book.note([host], self.all([host])[1])
        elif self.row(host)["ready_at"] <= self.now:
            assert self.now >= self.free_at.get(host, 0.0) - 1e-3
            set_s = self.row(host)["set_delay"]
            self.free_at[host] = self.now + (2.0 if np.isnan(set_s) else set_s)
            self.row(host)["ready_at"] = self.free_at[host]

    def row(self, host: str) -> np.void:
        if host not in self.rows:
            fresh = states([host], ready_at=self.book.strangers_at)
            self.rows[host] = fresh[0]
        return self.rows[host]

    def all(self, hosts: list[str] | None = None) -> tuple[list[str], Records]:
        hosts = list(self.rows) if hosts is None else hosts
        return hosts, np.array([self.rows[host] for host in hosts], STATE)


@PATIENT
@given(acts=ACTS)
def test_no_host_is_asked_before_its_delay_whatever_ends_a_process(
    folder: Path, acts: list[tuple[str, str, float]]
) -> None:
    crawl = Crawl(folder)
    for what, host, wait_s in acts:
        crawl.act(what, host, wait_s)
    leave(crawl.book)


def test_a_later_note_counts_and_keeps_the_place(tmp_path: Path) -> None:
    killed(tmp_path, ["a.test", "b.test"], level=1)
    killed(tmp_path, ["b.test", "c.test", "a.test"], level=2)
    killed(tmp_path, ["b.test"], level=3)
    book = opened(tmp_path)
    assert book.names == ["a.test", "b.test", "c.test"]
    assert book.states["level"].tolist() == [2, 3, 2]


def test_a_clock_that_was_wrong_holds_no_host_for_years(tmp_path: Path) -> None:
    closed(tmp_path, ["a.test"], ready_at=4e9, blocked_until=4e9, trouble_at=4e9)
    state = opened(tmp_path).states[0]
    for field in ("ready_at", "blocked_until", "trouble_at"):
        assert state[field] == NOW + HELD


def test_a_level_that_cannot_be_is_mended(tmp_path: Path) -> None:
    closed(tmp_path, ["a.test"], level=2**31 - 1)
    assert opened(tmp_path).states["level"].tolist() == [60]


def test_a_clock_set_back_changes_no_rest(tmp_path: Path) -> None:
    left = {"ready_at": 5, "blocked_until": 90, "trouble_at": -70}
    closed(tmp_path, ["a.test"], **{field: NOW + s for field, s in left.items()})
    state = opened(tmp_path, NOW - 80_000).states[0]
    assert {field: state[field] - NOW + 80_000 for field in left} == left


@pytest.mark.parametrize("until", [inf, 4e9])
def test_a_persons_block_holds_as_it_was_said(tmp_path: Path, until: float) -> None:
    closed(tmp_path, ["a.test"], blocked_until=until, flags=BLOCKED)
    state = opened(tmp_path, NOW - 1e6).states[0]
    assert (state["blocked_until"], state["flags"]) == (until, BLOCKED)


def test_a_block_that_is_no_number_stays_till_it_is_lifted(tmp_path: Path) -> None:
    closed(tmp_path, ["a.test"], blocked_until=nan, flags=BLOCKED)
    assert opened(tmp_path).states["blocked_until"].tolist() == [inf]


def test_a_block_that_is_over_leaves_no_mark(tmp_path: Path) -> None:
    closed(tmp_path, ["a.test"], blocked_until=NOW, flags=BLOCKED | 4)
    assert opened(tmp_path, NOW).states["flags"].tolist() == [4]


def test_a_book_that_swells_is_written_anew_when_it_is_opened(tmp_path: Path) -> None:
    path = killed(tmp_path, MANY, sets=20)
    before = path.stat().st_size
    book = opened(tmp_path)
    assert path.stat().st_size < before / 10
    assert not book.swollen
    assert book.names == MANY


def test_a_book_says_when_to_compact_it_and_stays_open(tmp_path: Path) -> None:
    book = opened(tmp_path)
    while not book.swollen:
        book.note(MANY, states(MANY, level=1))
    book.compact(MANY, states(MANY, level=2))
    assert not book.swollen
    book.note(MANY[:1], states(MANY[:1], level=3))
    found = opened(tmp_path)
    assert found.states["level"].tolist() == [3] + [2] * 299
    assert not found.clean
