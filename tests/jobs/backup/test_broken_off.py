"""A backup or a restore that is broken off leaves nothing half, and says why."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_calls import Say
from disks import full_disk

from jobs.backup.files import written
from jobs.backup.making import make
from jobs.backup.restoring import restore
from jobs.errors import BackupRefused
from jobs.settings import Settings
from ledger.errors import LedgerUnreachable

# A process that puts a home back, and dies after so many files.
_DIES = """
import os, sys
from pathlib import Path
from jobs.backup.restoring import restore

def tell(files, bytes_):
    if files == 30:
        os.kill(os.getpid(), 9)

with open(sys.argv[2], "rb") as file:
    restore(Path(sys.argv[1]), file, tell)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_restore_that_is_killed_leaves_no_home_and_the_next_one_clears_up(home, kept):
    call = [sys.executable, "-c", _DIES, str(home), str(kept)]
    assert subprocess.run(call, check=False).returncode == -signal.SIGKILL
    assert [one.name for one in home.parent.iterdir()] == [".home.restoring"]
    with kept.open("rb") as file:
        restore(home, file)
    assert [one.name for one in home.parent.iterdir()] == ["home"]
    assert (home / "ledger.db").exists()


def test_of_two_that_restore_one_home_one_is_refused(home, kept):
    def second(files: int, bytes_: int) -> None:
        if files == 1:
            with (
                kept.open("rb") as again,
                pytest.raises(BackupRefused, match="another"),
            ):
                restore(home, again)

    with kept.open("rb") as file:
        restore(home, file, second)
    assert [one.name for one in home.parent.iterdir()] == ["home"]


def test_a_disk_that_is_full_gives_no_home_and_is_named(home, kept):
    with (
        kept.open("rb") as file,
        pytest.raises(BackupRefused) as refused,
        full_disk(),
    ):
        restore(home, file)
    assert f"no room in {home.parent}" in str(refused.value)
    assert list(home.parent.iterdir()) == []


def test_a_disk_that_is_full_leaves_the_backup_before(lived, tmp_path):
    target = tmp_path / "shop.tar.zst"
    target.write_bytes(b"the one before")
    with (
        pytest.raises((BackupRefused, LedgerUnreachable), match=str(tmp_path)),
        full_disk(),
        written(target, lived) as (out, beside),
    ):
        make(lived, Settings(), out, beside=beside)
    assert [one.name for one in tmp_path.iterdir()] == ["shop.tar.zst"]
    assert target.read_bytes() == b"the one before"


def test_a_broken_ledger_is_not_kept_as_if_it_were_whole(kept, home, tmp_path):
    with kept.open("rb") as file:
        restore(home, file)
    ledger = home / "ledger.db"
    ledger.write_bytes(b"SQLite no more" + ledger.read_bytes()[14:])
    with (
        pytest.raises(LedgerUnreachable, match="verify"),
        written(tmp_path / "shop.tar.zst", home) as (out, beside),
    ):
        make(home, Settings(), out, beside=beside)
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


def test_the_command_refuses_in_one_sentence(say: Say, home, kept):
    torn = home.with_name("torn.tar.zst")
    torn.write_bytes(kept.read_bytes()[:-40])
    code, out, err = say("restore", str(torn))
    assert (code, out, err.count("\n")) == (1, "", 2)
    assert "harvestman: it ends too early" in err
    assert not home.exists()
    assert say("restore", str(kept))[0] == 0
    code, _, err = say("restore", str(kept))
    assert code == 1
    assert "is not empty" in err
