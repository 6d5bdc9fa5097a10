import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import disks
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier import dueready, frames
from frontier.due import OFFER, PAGE, Dues, new_dues
from frontier.duebook import LOOK_EVERY_S, DueBook, Taken, due_counts
from frontier.duehours import Slot
from frontier.errors import DiskFull

# The beginning of an hour.
NOW = 500_000 * 3600.0
HOUR_S = 3600.0
LATE = NOW + 1000 * HOUR_S
ALL = 10**9
# More writes than `plan_a_day` makes.
STEPS = 44
PATIENT = settings(deadline=None)


def pages(*names: str, due_at: float, kind: int = PAGE, fetched_at: float = 0) -> Dues:
    dues = new_dues([f"http://a.test/{name}" for name in names], kind)
    dues.records["due_at"] = due_at
    dues.records["fetched_at"] = fetched_at
    return dues


def names_of(taken: list[Taken]) -> list[str]:
    return [
        url.removeprefix("http://a.test/") for unit in taken for url in unit.dues.urls
    ]


def found(folder: Path, now: float = LATE) -> list[str]:
    """What a process that opens the folder finds due."""
    return names_of(DueBook.open(folder).take(now, ALL))


def finish(book: DueBook, taken: list[Taken]) -> None:
    book.finished([unit.origin for unit in taken])


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


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


def test_a_page_told_to_have_changed_is_due_at_once_and_once_only(
    book: DueBook,
) -> None:
    book.put(pages("a", "b", due_at=NOW + 50 * HOUR_S, fetched_at=NOW - 100))
    book.sooner(["http://a.test/a"], NOW - 50, NOW)
    assert names_of(book.take(NOW, ALL)) == ["a"]
    assert names_of(book.take(LATE, ALL)) == ["b"]


def test_a_page_told_to_have_changed_keeps_what_is_known_of_it(book: DueBook) -> None:
    dues = pages("a", due_at=NOW + 50 * HOUR_S, kind=OFFER)
    dues.etags[0] = '"v1"'
    dues.records["interval_s"] = 77.0
    book.put(dues)
    book.sooner(dues.urls, NOW - 50, NOW)
    (unit,) = book.take(NOW, ALL)
    assert unit.dues.etags == ['"v1"']
    assert unit.dues.records["interval_s"].tolist() == [77.0]
    assert unit.dues.records["due_at"].tolist() == [NOW]


def test_what_changed_before_the_last_visit_changes_no_plan(book: DueBook) -> None:
    book.put(pages("a", due_at=NOW + 50 * HOUR_S, fetched_at=NOW - 100))
    book.sooner(["http://a.test/a", "http://a.test/unknown"], NOW - 150, NOW)
    assert book.take(NOW, ALL) == []
    assert names_of(book.take(LATE, ALL)) == ["a"]


@pytest.mark.parametrize("order", [(-150, -50), (-50, -150)])
def test_the_newest_that_was_told_of_a_page_counts(
    book: DueBook, order: tuple[float, float]
) -> None:
    book.put(pages("a", due_at=NOW + 50 * HOUR_S, fetched_at=NOW - 100))
    for changed in order:
        book.sooner(["http://a.test/a"], NOW + changed, NOW)
    assert names_of(book.take(NOW, ALL)) == ["a"]


def test_hours_are_looked_through_once_for_much_that_was_told(book: DueBook) -> None:
    book.put(pages("a", "b", due_at=NOW + 50 * HOUR_S))
    book.sooner(["http://a.test/a"], NOW - 50, NOW)
    book.take(NOW, ALL)
    book.sooner(["http://a.test/b"], NOW - 50, NOW + 1)
    assert book.take(NOW + 1, ALL) == []
    assert book.next_due_at() == NOW + LOOK_EVERY_S
    assert names_of(book.take(NOW + LOOK_EVERY_S, ALL)) == ["b"]


def test_a_clock_set_back_does_not_stop_the_looking(book: DueBook) -> None:
    book.put(pages("a", due_at=NOW))
    book.sooner(["http://a.test/unknown"], NOW, NOW)
    book.take(NOW, ALL)
    book.put(pages("b", due_at=NOW))
    book.sooner(["http://a.test/b"], 1.0, NOW - 1e6)
    assert names_of(book.take(NOW - 1e6, ALL)) == ["b"]


def test_what_was_told_outlives_a_kill(book: DueBook, folder: Path) -> None:
    book.put(pages("a", due_at=NOW + 50 * HOUR_S))
    book.sooner(["http://a.test/a"], 1.0, NOW)
    assert found(folder, NOW) == ["a"]


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


@PATIENT
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


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """End the process at one of its next writes, half way through it."""
    left = iter(range(step))
    write = frames._write_all

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*args: Any, **options: Any) -> Any:
            if next(left, None) is not None:
                return real(*args, **options)
            if real is write:
                write(args[0], args[1][: len(args[1]) // 2], args[2])
            raise Killed

        return act

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(frames, "_write_all", dying(write))
        patch.setattr(os, "fdatasync", dying(os.fdatasync))
        patch.setattr(Path, "replace", dying(Path.replace))
        patch.setattr(Path, "unlink", dying(Path.unlink))
        yield


def plan_a_day(folder: Path, log: dict[int, list[str]]) -> None:
    """Plan what is due; `log` is what the planner has on its own disk."""
    book = DueBook.open(folder)
    book.sooner(["http://a.test/c", "http://a.test/o"], 1.0, NOW)
    for now in (NOW, LATE):
        for unit in book.take(now, ALL):
            log.setdefault(unit.origin, names_of([unit]))
            book.finished([unit.origin])
    book.sync()


def put_some(folder: Path) -> None:
    book = DueBook.open(folder)
    book.put(pages("a", "b", "t", due_at=NOW))
    book.put(pages("c", "d", due_at=NOW + 50 * HOUR_S))
    book.put(pages("o", due_at=NOW + 30 * HOUR_S, kind=OFFER))


@pytest.mark.parametrize("step", range(STEPS))
def test_a_kill_at_any_step_loses_no_page_and_repeats_none(
    folder: Path, step: int
) -> None:
    put_some(folder)
    log: dict[int, list[str]] = {}
    with killed_at(step):
        plan_a_day(folder, log)
    plan_a_day(folder, log)
    assert sorted(name for unit in log.values() for name in unit) == list("abcdot")
    assert files(folder) == []


def test_a_day_is_over_within_the_steps(folder: Path) -> None:
    put_some(folder)
    with killed_at(STEPS):
        plan_a_day(folder, {})
    assert files(folder) == []


@PATIENT
@given(place=st.integers(min_value=0), bit=st.integers(0, 7), ready=st.booleans())
def test_a_flipped_bit_costs_what_was_put_at_once_and_is_told(
    tmp_path_factory: pytest.TempPathFactory, place: int, bit: int, ready: bool
) -> None:
    folder = tmp_path_factory.mktemp("due")
    book = DueBook.open(folder)
    for name in "abc":
        book.put(pages(name, due_at=NOW + 600 * ord(name)))
    if ready:
        book.take(NOW + 17 * HOUR_S - 1, 1)
    flip(sorted(folder.iterdir())[0], place, bit)
    again = DueBook.open(folder)
    assert len(names_of(again.take(LATE, ALL))) == 2
    assert again.damage


def flip(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)


@given(size=st.integers(min_value=0))
@PATIENT
def test_a_file_cut_off_keeps_what_was_before_and_goes_on(
    tmp_path_factory: pytest.TempPathFactory, size: int
) -> None:
    folder = tmp_path_factory.mktemp("due")
    book = DueBook.open(folder)
    book.put(pages("a", due_at=NOW))
    kept = book._hours.path(Slot(1, 500_000)).stat().st_size
    book.put(pages("b", due_at=NOW))
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[: kept + size % (path.stat().st_size - kept)])
    DueBook.open(folder).put(pages("c", due_at=NOW))
    assert found(folder) == ["a", "c"]


def test_a_missing_file_costs_its_hour_only(book: DueBook, folder: Path) -> None:
    book.put(pages("a", due_at=NOW))
    book.put(pages("b", due_at=NOW + HOUR_S))
    book._hours.path(Slot(1, 500_000)).unlink()
    assert names_of(book.take(LATE, ALL)) == found(folder) == ["b"]


def test_an_empty_file_holds_no_page(book: DueBook, folder: Path) -> None:
    (folder / "page-0500000.log").touch()
    (folder / "page-0500000.0.ready").touch()
    assert found(folder) == []
    assert files(folder) == []


def test_what_lies_about_in_the_folder_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / ".page-0500000.0.ready.tmp").write_text("of a process that was killed")
    assert found(folder) == []
    assert files(folder) == ["notes.txt"]


def test_a_full_disk_loses_no_page_that_was_put(book: DueBook, folder: Path) -> None:
    book.put(pages("a", due_at=NOW))
    many = pages(*map(str, range(100)), due_at=NOW)
    with pytest.raises(DiskFull), disks.full_disk():
        book.put(many)
    book.put(many)
    assert sorted(found(folder)) == sorted(["a", *map(str, range(100))])


def test_a_disk_too_full_to_sort_keeps_the_pages(book: DueBook, folder: Path) -> None:
    for name in range(100):
        book.put(pages(str(name), due_at=NOW + 10 * name))
    with pytest.raises(DiskFull), disks.full_disk():
        book.take(LATE, ALL)
    assert [len(unit.dues) for unit in book.take(LATE, ALL)] == [30, 30, 30, 10]
    assert len(found(folder)) == 100
