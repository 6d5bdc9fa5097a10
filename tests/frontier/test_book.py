import errno
import os
from math import inf, nan
from pathlib import Path

import disks
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontier.book import Book
from frontier.column import hashes
from frontier.errors import DiskFull, Unwritable
from frontier.facts import Records
from frontier.politeness import Politeness, rules_of
from frontier.states import BLOCKED, STATE

NOW = 1_800_000_000.0
RULES = rules_of(Politeness(delay_s=2.0))
HELD = RULES.max_pause_s
NAMES = st.lists(st.text(min_size=1, max_size=12), max_size=30, unique=True)
# A disk may be slow for a moment.
PATIENT = settings(deadline=None)
MANY = [f"h{number}.test" for number in range(300)]


def states(names: list[str], **fields: float) -> Records:
    made = np.zeros(len(names), STATE)
    made["key"] = hashes(names)
    made["set_delay"] = made["robots_delay"] = nan
    for field, value in fields.items():
        made[field] = value
    return made


def opened(folder: Path, now: float = NOW) -> Book:
    return Book.open(folder, 7, now, RULES)


def leave(book: Book) -> None:
    """Let go of a book as the end of its process does."""
    os.close(book._file._descriptor)


def killed(folder: Path, names: list[str], *, sets: int = 1, **fields: float) -> Path:
    """Leave a book with `sets` notes of `names` to whoever finds it."""
    book = opened(folder)
    for _ in range(sets):
        book.note(names, states(names, **fields))
    leave(book)
    return book.path


def closed(folder: Path, names: list[str], **fields: float) -> Path:
    book = opened(folder)
    book.close(NOW, names, states(names, **fields))
    return book.path


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
