"""A home is kept in one file, and comes back as it was."""

import errno
import hashlib
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cli_calls import answer

from frontier.frontier import Frontier
from frontier.look import pending
from jobs.backup.making import make
from jobs.backup.restoring import restore
from jobs.cli import main
from jobs.commands import kinds
from jobs.errors import BackupRefused
from jobs.settings import Settings
from jobs.standing import standing
from jobs.work.settings import WorkSettings
from lake.load import load
from lake.pin import pin
from lake.sql import current
from lake.store import Lake
from lake.verify import verify

_MADE_ANEW = {"lake.duckdb"}
# A process that keeps a home and dies after so many files.
_DIES = """
import os, sys
from pathlib import Path
from jobs.backup.files import written
from jobs.backup.making import make
from jobs.settings import Settings
from jobs.commands import kinds
from jobs.standing import standing
from jobs.work.settings import WorkSettings

def tell(files, bytes_):
    if files == int(sys.argv[3]):
        os.kill(os.getpid(), 9)

home = Path(sys.argv[1])
with written(Path(sys.argv[2]), home) as (out, beside):
    make(home, Settings(), out, tell, beside)
"""


def test_a_restored_home_equals_the_one_that_was_kept_byte_for_byte(
    lived, kept, tmp_path
):
    with kept.open("rb") as file:
        restore(tmp_path / "home", file)
    assert _content(tmp_path / "home") == _content(lived)
    assert _rows(tmp_path / "home") == _rows(lived)


def test_times_and_rights_come_back(lived, kept, tmp_path):
    with kept.open("rb") as file:
        restore(tmp_path / "home", file)
    # Which snapshot is the one before is told by the times of their folders.
    for name in ("catalogue/" + "a" * 32, "harvestman.toml", "products"):
        was, now = (lived / name).stat(), (tmp_path / "home" / name).stat()
        assert (now.st_mtime_ns, now.st_mode) == (was.st_mtime_ns, was.st_mode)
    assert (tmp_path / "home" / "ledger.db").stat().st_mode & 0o777 == 0o600


def test_a_restored_frontier_hands_out_what_was_not_acknowledged(lived, kept, tmp_path):
    with kept.open("rb") as file:
        restore(tmp_path / "home", file)
    waits = {one.url for one in pending(lived / "frontier" / "shoes")}
    assert len(waits) == 35
    assert _handed_out(tmp_path / "home") == waits


def test_what_is_leased_while_the_backup_is_made_is_handed_out_again(tmp_path):
    home = tmp_path / "harvest"
    (home / "frontier").mkdir(parents=True)
    frontier = Frontier.open(home / "frontier", "shoes", now=0.0)
    frontier.schedule(["https://a.test/1", "https://b.test/1"], now=0.0)
    frontier.next_batch(10, now=0.0)
    copy = _kept_and_restored(home, tmp_path)
    frontier.schedule(["https://c.test/later"], now=0.0)
    frontier.close(now=1.0)
    assert _handed_out(copy) == {"https://a.test/1", "https://b.test/1"}


def test_a_stripe_that_was_only_played_is_left_out(tmp_path):
    home = tmp_path / "harvest"
    (home / "fakestripe").mkdir(parents=True)
    (home / "fakestripe" / "stripe.db").write_bytes(b"played")
    copy = _kept_and_restored(home, tmp_path)
    assert not (copy / "fakestripe").exists()


def test_a_home_that_is_written_to_is_kept_whole_with_all_that_was_there(tmp_path):
    home = tmp_path / "harvest"
    with _writing(home):
        _wait_for(home / "acknowledged.txt", 7)
        before = (home / "acknowledged.txt").read_text().splitlines()[:-1]
        copies = [_kept_and_restored(home, tmp_path, n) for n in range(2)]
    for copy in copies:
        lake = Lake.open(copy)
        load(lake)
        assert verify(lake).findings == ()
        with current(lake, ["pages"]) as connection:
            found = connection.execute("SELECT host, count(*) FROM pages GROUP BY 1")
            counts = dict(found.fetchall())
        assert set(before) <= counts.keys()
        assert set(counts.values()) == {2}
        pin(lake)


@pytest.mark.parametrize("files", [1, 30])
def test_a_backup_that_is_killed_leaves_the_one_before_and_the_home(
    files, lived, kept, tmp_path
):
    target = tmp_path / "shop.tar.zst"
    target.write_bytes(b"the one before")
    before = _content(lived)
    call = [sys.executable, "-c", _DIES, str(lived), str(target), str(files)]
    assert subprocess.run(call, check=False).returncode == -signal.SIGKILL
    assert target.read_bytes() == b"the one before"
    with pytest.raises(SystemExit, match="0"):
        main(["backup", str(target), "--home", str(lived)])
    assert not list(lived.glob(".backup-*"))
    assert [one.name for one in tmp_path.iterdir()] == ["shop.tar.zst"]
    assert _content(lived) == before
    assert target.stat().st_mode & 0o777 == 0o600


def test_what_goes_wrong_leaves_no_half_a_backup(lived, tmp_path):
    with pytest.raises(OSError, match="full"):
        make(lived, Settings(), _Full())
    assert not list(lived.glob(".backup-*"))


def test_a_backup_without_a_name_is_dated_and_the_oldest_go(
    lived, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("HARVESTMAN_WORK_BACKUP_FOLDER", str(tmp_path))
    monkeypatch.setenv("HARVESTMAN_WORK_BACKUPS_KEPT", "2")
    old = [f"harvest-2026010{n}T000000Z.tar.zst" for n in range(1, 4)]
    for name in [*old, "mine.tar.zst", f".{old[0]}.part"]:
        (tmp_path / name).touch()
    (tmp_path / f".{old[0]}.work").mkdir()
    with pytest.raises(SystemExit, match="0"):
        main(["backup", "--home", str(lived), "--json"])
    said = answer((0, capsys.readouterr().out, ""))
    assert said["removed"] == old[:2]
    names = {one.name for one in tmp_path.iterdir()}
    assert names == {old[2], "mine.tar.zst", Path(said["file"]).name}


def test_backups_are_made_by_themselves_where_the_settings_say_when(lived):
    settings = WorkSettings(backup="daily 04:30")
    found = {one.name: one.payload for one in standing(lived, settings)}
    assert found["backup"] == {"arguments": ["backup"]}
    assert "backup" in kinds(lived, settings)
    assert "backup" not in {one.name for one in standing(lived, WorkSettings())}


def test_a_backup_into_the_home_itself_is_refused(lived):
    with pytest.raises(SystemExit, match="1"):
        main(["backup", str(lived / "shop.tar.zst"), "--home", str(lived)])


def test_a_home_that_holds_something_is_not_written_over(kept, tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with kept.open("rb") as file, pytest.raises(BackupRefused, match="not empty"):
        restore(tmp_path, file)
    assert [one.name for one in tmp_path.iterdir()] == ["note.txt"]


def test_a_backup_goes_through_a_pipe(lived, tmp_path):
    program = [str(Path(sys.executable).with_name("harvestman"))]
    home = tmp_path / "home"
    with subprocess.Popen(
        [*program, "backup", "-", "--home", str(lived)], stdout=subprocess.PIPE
    ) as sender:
        taken = subprocess.run(
            [*program, "restore", "-", "--home", str(home)],
            stdin=sender.stdout,
            check=False,
        )
    assert (sender.returncode, taken.returncode) == (0, 0)
    assert _content(home) == _content(lived)


def _kept_and_restored(home: Path, place: Path, number: int = 0) -> Path:
    file, copy = place / f"{number}.tar.zst", place / f"copy{number}"
    with file.open("wb") as out:
        make(home, Settings(), out)
    with file.open("rb") as source:
        restore(copy, source)
    return copy


def _content(home: Path) -> dict[str, str]:
    """Return every file and folder; the ledger's rows are compared apart."""
    found = {}
    for path in home.rglob("*"):
        name = path.relative_to(home).as_posix()
        if name.startswith("ledger.db") or name in _MADE_ANEW or ".building-" in name:
            continue
        body = path.read_bytes() if path.is_file() else b"folder"
        found[name] = hashlib.sha256(body).hexdigest()
    # SQLite counts changes of the scheme in the head of a copy.
    assert (home / "ledger.db").is_file()
    return found


def _rows(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "ledger.db")) as ledger:
        return list(ledger.iterdump())


def _handed_out(home: Path) -> set[str]:
    """Return all that the frontier of `home` hands out in some days."""
    frontier = Frontier.open(home / "frontier", "shoes", now=1e6)
    found = set()
    for day in range(11, 60):
        leases = frontier.next_batch(100, now=day * 1e5)
        found |= {lease.url for lease in leases}
        frontier.done([lease.id for lease in leases], now=day * 1e5 + 1)
    frontier.close(now=1e7)
    return found


@contextmanager
def _writing(home: Path) -> Iterator[None]:
    """Let another process put, load, compact and pin batches during the block."""
    script = Path(__file__).parents[2] / "support" / "lake_writer.py"
    with subprocess.Popen(
        [sys.executable, script, "live", str(home), "1"], stdout=subprocess.DEVNULL
    ) as process:
        yield
        assert process.poll() is None
        process.kill()


def _wait_for(file: Path, lines: int) -> None:
    while not file.exists() or file.read_text().count("\n") < lines:
        time.sleep(0.05)


class _Full(BytesIO):
    def write(self, data: Any, /) -> int:
        raise OSError(errno.ENOSPC, "the disk is full")
