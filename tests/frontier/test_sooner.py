from pathlib import Path

import pytest
from due_pages import ALL, HOUR_S, LATE, NOW, found, names_of, pages

from frontier.due import OFFER
from frontier.duebook import LOOK_EVERY_S, DueBook


@pytest.fixture
def book(tmp_path: Path) -> DueBook:
    return DueBook.open(tmp_path / "due")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "due"


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
