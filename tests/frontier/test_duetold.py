from pathlib import Path

import numpy as np

from frontier.due import new_dues
from frontier.duebook import DueBook
from frontier.duetold import due_by_hour, next_due
from frontier.standing import standing

HOUR = 3600


def put(place: Path, shard: int, times: list[float]) -> DueBook:
    """Plan a page for each of `times` in a shard's book of due pages."""
    dues = new_dues([f"http://a.test/{shard}/{at}" for at in times])
    dues.records["due_at"] = np.array(times)
    (place / f"{shard:02}").mkdir(parents=True, exist_ok=True)
    book = DueBook.open(place / f"{shard:02}" / "due")
    book.put(dues)
    return book


def test_pages_are_counted_by_the_hour_they_are_due_in(tmp_path: Path) -> None:
    put(tmp_path, 7, [10.0, 20.0, HOUR + 5.0])
    put(tmp_path, 8, [30.0, 9 * HOUR])
    assert due_by_hour(tmp_path) == {0: 3, HOUR: 1, 9 * HOUR: 1}


def test_an_hour_that_is_being_taken_counts_what_is_left(tmp_path: Path) -> None:
    book = put(tmp_path, 7, [10.0, 20.0, 2000.0])
    (taken,) = book.take(400.0, 99)
    assert due_by_hour(tmp_path) == {0: 3}
    book.finished([taken.origin])
    assert due_by_hour(tmp_path) == {0: 1}


def test_damage_and_other_files_cost_no_figure(tmp_path: Path) -> None:
    put(tmp_path, 7, [10.0])
    put(tmp_path, 8, [10.0])
    (path,) = (tmp_path / "07" / "due").glob("*-*.log")
    path.write_bytes(b"x" + path.read_bytes()[1:])
    (tmp_path / "08" / "due" / "note.txt").touch()
    assert due_by_hour(tmp_path) == {0: 1}


def test_a_standing_tells_what_is_due(tmp_path: Path) -> None:
    put(tmp_path / "shops", 7, [10.0])
    assert standing(tmp_path, "shops").due == {0: 1}


def test_the_first_page_that_is_due_is_found_beside_its_owner(tmp_path: Path) -> None:
    assert next_due(tmp_path) is None
    book = put(tmp_path, 7, [2 * HOUR + 5.0, 2 * HOUR + 1000.0])
    put(tmp_path, 8, [9 * HOUR])
    assert next_due(tmp_path) == 2 * HOUR
    (taken,) = book.take(2 * HOUR + 10.0, 1)
    book.finished([taken.origin])
    book.sync()
    assert next_due(tmp_path) == 2 * HOUR + 1000.0 == book.next_due_at()
