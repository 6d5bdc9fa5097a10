"""A home that works while it is kept: what was committed is in it, once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select, text
from work_support import left, line_up, until

from jobs.backup.making import make
from jobs.backup.restoring import restore
from jobs.settings import Settings
from jobs.work.kinds import Effect, Kind, Task, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import working
from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings
from ledger.tables import work
from ledger.work import Work

_QUICK = LedgerSettings(synchronous="NORMAL")
_AT_ONCE = 7


def test_each_job_is_in_the_line_or_done_and_none_is_both(tmp_path):
    home = tmp_path / "harvest"
    with open_ledger(home, _QUICK) as ledger:
        with ledger.write() as connection:
            connection.execute(text("CREATE TABLE effects (number INTEGER)"))
        with _at_work(ledger), _putting(ledger) as put:
            until(lambda: len(_done(ledger)) > 30)
            before = len(put)
            _kept(home, tmp_path / "kept")
            after = len(put) + 1
        whole = _done(ledger)
    with (tmp_path / "kept").open("rb") as file:
        restore(tmp_path / "copy", file)
    with open_ledger(tmp_path / "copy", _QUICK) as ledger:
        done, waits = _done(ledger), _waiting(ledger)
        assert before * _AT_ONCE <= len(done) + len(waits) <= after * _AT_ONCE
        assert sorted(done + waits) == list(range(len(done) + len(waits)))
        assert done == whole[: len(done)]
        with _at_work(ledger):
            until(lambda: not left(ledger))
        assert sorted(_done(ledger)) == sorted(done + waits)


def _kept(home: Path, file: Path) -> None:
    with file.open("wb") as out:
        make(home, Settings(), out)


@contextmanager
def _at_work(ledger: Ledger) -> Iterator[None]:
    settings = WorkSettings(threads=2, lease_s=1.0)
    with working(ledger, by_name(Kind("note", _note)), settings):
        yield


def _note(task: Task) -> Effect:
    return lambda connection: connection.execute(
        text("INSERT INTO effects VALUES (:number)"), {"number": task.payload}
    )


@contextmanager
def _putting(ledger: Ledger) -> Iterator[list[int]]:
    """Put jobs by sevens during the block; yields how often that was committed."""
    put: list[int] = []
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(0.001):
            first = len(put) * _AT_ONCE
            numbers = range(first, first + _AT_ONCE)
            line_up(ledger, *(Work("note", n, f"k{n % 5}") for n in numbers))
            put.append(first)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield put
    finally:
        ended.set()
        thread.join()


def _done(ledger: Ledger) -> list[int]:
    with ledger.read() as connection:
        rows = connection.execute(text("SELECT number FROM effects ORDER BY rowid"))
        return [number for (number,) in rows]


def _waiting(ledger: Ledger) -> list[int]:
    with ledger.read() as connection:
        return list(connection.scalars(select(work.c.payload)))
