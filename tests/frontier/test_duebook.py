from pathlib import Path

import numpy as np
import pytest
from due_pages import ALL, HOUR_S, LATE, NOW, files, finish, found, names_of, pages
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier import dueready
from frontier.due import OFFER, PAGE
from frontier.duebook import DueBook, due_counts
from frontier.duehours import Slot


@pytest.fixture
def book(tmp_path: Path) -> DueBook:
    return DueBook.open(tmp_path / "due")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "due"


def test_nothing_comes_before_its_time(book: DueBook) -> None:
    book.put(pages("a", due_at=NOW + 100))
    assert book.take(NOW + 99, ALL) == []
    assert names_of(book.take(NOW + 100, ALL)) == ["a"]


def test_a_page_is_never_later_than_its_unit(book: DueBook) -> None:
    for minute in reversed(range(60)):
        book.put(pages(f"{minute:02}", due_at=NOW + 60 * minute))
    for minute in range(60):
        taken = book.take(NOW + 60 * minute, ALL)
        assert all(int(name) > minute - 6 for name in names_of(taken))
        assert names_of(taken) == sorted(names_of(taken))


def test_all_that_is_known_of_a_page_comes_back(book: DueBook) -> None:
    dues = pages("a", "b", due_at=NOW)
    dues.records["digest"] = [7, 2**64 - 1]
    dues.etags[1], dues.modified[0] = '"v1"', "Sun, 06 Nov 1994 08:49:37 GMT"
    book.put(dues)
    (unit,) = book.take(NOW, ALL)
    assert unit.dues.records.tobytes() == dues.records.tobytes()
    assert (unit.dues.etags, unit.dues.modified) == (dues.etags, dues.modified)


def test_offers_come_first_and_the_oldest_of_each_kind(book: DueBook) -> None:
    for name, hours, kind in [("d", 3, PAGE), ("b", 4, OFFER), ("c", 1, PAGE)]:
        book.put(pages(name, due_at=NOW + hours * HOUR_S, kind=kind))
    book.put(pages("a", due_at=NOW + 2 * HOUR_S, kind=OFFER))
    assert names_of(book.take(LATE, ALL)) == ["a", "b", "c", "d"]


def test_what_is_put_into_an_hour_that_runs_comes_in_order(book: DueBook) -> None:
    book.put(pages("b", due_at=NOW + 1000))
    assert book.take(NOW, ALL) == []
    book.put(pages("a", due_at=NOW + 500))
    assert names_of(book.take(LATE, ALL)) == ["a", "b"]


def test_no_more_units_are_taken_than_fill_what_was_asked(book: DueBook) -> None:
    for hour in range(5):
        book.put(pages("x", "y", due_at=NOW + hour * HOUR_S))
    assert [len(book.take(LATE, 3)) for _ in range(4)] == [2, 2, 1, 0]
    assert book.take(LATE, 0) == []


def test_a_large_hour_comes_in_units(
    book: DueBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dueready, "UNIT_PAGES", 10)
    book.put(pages(*map(str, range(95)), due_at=NOW))
    taken = book.take(NOW, 30) + book.take(NOW, ALL)
    assert [len(unit.dues) for unit in taken] == [10] * 9 + [5]
    assert sorted(map(int, names_of(taken))) == list(range(95))


def test_what_is_taken_is_not_taken_again_by_the_same_process(book: DueBook) -> None:
    book.put(pages("a", due_at=NOW))
    book.take(NOW, ALL)
    assert book.take(NOW, ALL) == []


def test_what_is_not_finished_comes_again_with_its_origin(folder: Path) -> None:
    book = DueBook.open(folder)
    book.put(pages("a", "b", due_at=NOW))
    first = book.take(NOW, ALL)
    DueBook.open(folder).put(pages("c", due_at=NOW))
    again = {unit.origin: unit.dues.urls for unit in DueBook.open(folder).take(NOW, 9)}
    assert again[first[0].origin] == first[0].dues.urls
    assert len(again) == 2


def test_what_is_finished_leaves_nothing(book: DueBook, folder: Path) -> None:
    book.put(pages("a", due_at=NOW))
    book.put(pages("b", due_at=NOW, kind=OFFER))
    finish(book, book.take(NOW, ALL))
    assert (files(folder), book.next_due_at()) == ([], None)
    assert found(folder) == []


def test_units_are_finished_one_by_one(book: DueBook, folder: Path) -> None:
    book.put(pages("a", due_at=NOW))
    book.put(pages("b", due_at=NOW + 600))
    finish(book, book.take(NOW, ALL))
    book.sync()
    assert found(folder) == ["b"]


def test_an_origin_that_nobody_took_finishes_nothing(
    book: DueBook, folder: Path
) -> None:
    book.put(pages("a", due_at=NOW))
    book.finished([1, 2, 3])
    assert found(folder) == ["a"]


def test_what_is_put_twice_counts_once(book: DueBook, folder: Path) -> None:
    book.put(pages("a", "a", due_at=NOW))
    book.put(pages("a", due_at=NOW))
    DueBook.open(folder).put(pages("a", due_at=NOW))
    taken = book.take(NOW, ALL)
    book.put(pages("a", "b", due_at=NOW))
    assert names_of(taken + book.take(NOW, ALL)) == ["a", "b"]


def test_what_is_put_again_while_it_is_out_is_finished_with_it(
    book: DueBook, folder: Path
) -> None:
    book.put(pages("a", due_at=NOW))
    taken = book.take(NOW, ALL)
    book.put(pages("a", due_at=NOW))
    finish(book, taken)
    assert (book.take(NOW, ALL), files(folder)) == ([], [])


@pytest.mark.parametrize("due_at", [np.nan, -1e9, -np.inf, 0.0])
def test_a_time_that_is_none_is_long_over(book: DueBook, due_at: float) -> None:
    book.put(pages("a", due_at=due_at))
    assert names_of(book.take(NOW, ALL)) == ["a"]


@pytest.mark.parametrize("due_at", [np.inf, 1e300])
def test_a_time_past_all_hours_waits(book: DueBook, due_at: float) -> None:
    book.put(pages("a", due_at=due_at))
    assert book.take(NOW, ALL) == []
    assert names_of(book.take(1e11, ALL)) == ["a"]


def test_it_says_when_to_come_again(book: DueBook) -> None:
    assert book.next_due_at() is None
    book.put(pages("a", due_at=NOW + 700))
    # The hour has to begin before its pages are looked at one by one.
    assert book.next_due_at() == NOW
    assert book.take(NOW, ALL) == []
    assert book.next_due_at() == NOW + 700
    book.take(NOW + 700, ALL)
    assert book.next_due_at() is None


def test_it_says_when_to_come_again_after_a_kill(book: DueBook, folder: Path) -> None:
    book.put(pages("a", due_at=NOW + 700))
    book.take(NOW, ALL)
    assert DueBook.open(folder).next_due_at() == NOW + 700


def test_counts_are_of_hours_and_change_nothing(book: DueBook, folder: Path) -> None:
    book.put(pages("a", "b", due_at=NOW))
    book.put(pages("c", due_at=NOW + HOUR_S, kind=OFFER))
    expected = {Slot(0, 500_001): 1, Slot(1, 500_000): 2}
    assert due_counts(folder) == expected
    taken = book.take(NOW, ALL)
    assert due_counts(folder) == expected
    finish(book, taken)
    assert due_counts(folder) == {Slot(0, 500_001): 1}
    assert due_counts(folder / "none") == {}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["put", "put", "take", "finish", "kill", "sync"]),
        st.sampled_from("abcdef"),
        st.integers(0, 9000),
    ),
    max_size=40,
)


class Planner:
    """What a crawl does with the book, and what has to come of it."""

    def __init__(self, folder: Path) -> None:
        for path in folder.iterdir():
            path.unlink()
        self.folder, self.now = folder, NOW
        self.book = DueBook.open(folder)
        self.owed = set[tuple[str, float]]()
        self.settled = set[tuple[str, float]]()
        self.out = dict[int, set[tuple[str, float]]]()
        self.origins = dict[int, set[tuple[str, float]]]()

    def act(self, what: str, name: str, number: int) -> None:
        getattr(self, what)(name, number)

    def put(self, name: str, number: int) -> None:
        due_at = NOW + 60.0 * (number % 300)
        kind = OFFER if name < "c" else PAGE
        if (name, due_at) not in self.settled:
            self.book.put(pages(name, due_at=due_at, kind=kind))
            self.owed.add((name, due_at))

    def take(self, _: str, number: int) -> None:
        self.now += number
        for unit in self.book.take(self.now, 1 + number % 4):
            times = unit.dues.records["due_at"].tolist()
            mine = set(zip(names_of([unit]), times, strict=True))
            assert len(mine) == len(unit.dues)
            assert max(times) <= self.now
            assert mine <= self.owed - set().union(*self.out.values())
            assert self.origins.setdefault(unit.origin, mine) == mine
            self.out[unit.origin] = mine

    def finish(self, _: str, number: int) -> None:
        for origin in sorted(self.out)[: number % 3]:
            self.book.finished([origin])
            self.owed -= self.out[origin]
            self.settled |= self.out.pop(origin)

    def kill(self, *_: object) -> None:
        self.book, self.out = DueBook.open(self.folder), {}

    def sync(self, *_: object) -> None:
        self.book.sync()
        self.book, self.out = DueBook.open(self.folder), {}


@settings(deadline=None)
@given(acts=ACTS)
def test_what_was_put_comes_once_in_time_until_it_is_finished(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str, int]]
) -> None:
    planner = Planner(tmp_path_factory.mktemp("due"))
    for act in acts:
        planner.act(*act)
    planner.kill()
    planner.now = LATE
    taken = planner.book.take(LATE, ALL)
    times = [due_at for unit in taken for due_at in unit.dues.records["due_at"]]
    assert sorted(zip(names_of(taken), times, strict=True)) == sorted(planner.owed)
