import errno
from pathlib import Path

import disks
import pytest
from host_books import NOW, closed, killed, leave, opened, states
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier.errors import DiskFull, Unwritable

MANY = [f"h{number}.test" for number in range(300)]
# A disk may be slow for a moment.
PATIENT = settings(deadline=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


@settings(PATIENT, max_examples=60)
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_flipped_bit_costs_one_note_and_hurries_no_host(
    folder: Path, place: int, bit: int
) -> None:
    (folder / "07.log").unlink(missing_ok=True)
    for start in range(0, 300, 100):
        path = killed(folder, MANY[start : start + 100])
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 1 << bit
    path.write_bytes(data)
    book = opened(folder, NOW + 60)
    assert len(book.names) in (200, 300)
    assert book.damage
    assert book.states["ready_at"].min() == book.strangers_at == NOW + 62
    leave(book)
    book = opened(folder)
    assert book.damage == ()
    leave(book)


@settings(PATIENT, max_examples=60)
@given(size=st.integers(min_value=0))
def test_a_book_that_was_cut_off_keeps_what_was_before(folder: Path, size: int) -> None:
    closed(folder, MANY)
    data = (folder / "07.log").read_bytes()
    (folder / "07.log").write_bytes(data[: 1 + size % (len(data) - 1)])
    book = opened(folder)
    assert book.names in ([], MANY)
    assert book.strangers_at == NOW + 2.0
    leave(book)


def test_a_book_that_is_not_there_knows_no_host(tmp_path: Path) -> None:
    book = opened(tmp_path / "new" / "hosts")
    assert (book.names, len(book.states), book.strangers_at) == ([], 0, 0.0)


def test_hosts_of_another_version_are_reported(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book._file.append(1, b"from a time to come", 5)
    assert "5 records are of another version" in opened(tmp_path).damage[0]


def test_a_kill_before_the_new_file_has_its_name_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(tmp_path, MANY)
    book = opened(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", _torn)
        with pytest.raises(Unwritable):
            book.close(NOW, MANY[:1], states(MANY[:1]))
    assert opened(tmp_path).names == MANY
    assert [path.name for path in tmp_path.iterdir()] == ["07.log"]


def _torn(path: Path, target: Path) -> None:
    raise OSError(errno.EIO, "pulled out")


def test_what_a_kill_left_of_a_new_file_counts_for_nothing(tmp_path: Path) -> None:
    path = closed(tmp_path, ["a.test"])
    path.rename(tmp_path / ".07.log.tmp")
    book = opened(tmp_path)
    book.close(NOW, ["b.test"], states(["b.test"]))
    assert opened(tmp_path).names == ["b.test"]


def test_a_full_disk_loses_no_note_that_was_taken(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.note(["a.test"], states(["a.test"], set_delay=5.0))
    with pytest.raises(DiskFull), disks.full_disk():
        book.note(MANY, states(MANY))
    book.note(["b.test"], states(["b.test"]))
    assert opened(tmp_path).names == ["a.test", "b.test"]


def test_a_disk_too_full_to_close_leaves_a_careful_book(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.note(["a.test"], states(["a.test"]))
    with pytest.raises(DiskFull), disks.full_disk():
        book.close(NOW, MANY, states(MANY))
    found = opened(tmp_path)
    assert (found.names, found.clean) == (["a.test"], False)
