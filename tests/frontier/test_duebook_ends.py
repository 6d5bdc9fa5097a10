import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import disks
import pytest
from due_pages import ALL, HOUR_S, LATE, NOW, files, found, names_of, pages
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier import durable, frames
from frontier.due import OFFER
from frontier.duebook import DueBook
from frontier.duehours import Slot
from frontier.errors import DiskFull

# More writes than `plan_a_day` makes.
STEPS = 44
# A disk may be slow for a moment.
PATIENT = settings(deadline=None)


@pytest.fixture
def book(tmp_path: Path) -> DueBook:
    return DueBook.open(tmp_path / "due")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "due"


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """End the process at one of its next writes, half way through it."""
    left = iter(range(step))
    write = durable.write_all

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def act(*args: Any, **options: Any) -> Any:
            if next(left, None) is not None:
                return real(*args, **options)
            if real is write:
                write(args[0], args[1][: len(args[1]) // 2], args[2])
            raise Killed

        return act

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        for place in (durable, frames):
            patch.setattr(place, "write_all", dying(write))
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
