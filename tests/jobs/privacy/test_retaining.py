"""What has had its time goes; what is still needed stays."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from canary import naming
from cli_calls import Say, answer
from people_home import COOKIE, NOW, SETTINGS

from jobs.backup.files import dated
from jobs.business import Business, business
from jobs.privacy.retaining import Retained, retain
from ledger import runs, work
from ledger.line import parked
from ledger.tables import work as line
from storefront.catalogue.manifest import NOTHING
from storefront.events.agreed import pseudonym
from storefront.events.taking import take

LATER = NOW + timedelta(days=400)
AGO = LATER - timedelta(days=300)
SNAPSHOTS = [letter * 32 for letter in "abcd"]


@pytest.fixture(scope="module")
def old(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of which all is long ago."""
    home = tmp_path_factory.mktemp("old") / "home"
    shutil.copytree(lived, home)
    (home / "backups").mkdir()
    for days in (150, 250, 350):
        dated(home, home / "backups", LATER - timedelta(days=days)).touch()
    for days, name in enumerate(SNAPSHOTS):
        _snapshot(home / "catalogue" / name, AGO - timedelta(days=days))
    (home / "catalogue" / "current").write_text(SNAPSHOTS[1])
    with business(home, SETTINGS) as opened:
        take(opened.lake, now=lambda: NOW)
        with opened.ledger.write() as connection:
            for _ in range(3):
                last = runs.start(connection, "score", AGO, "me")
            runs.end(connection, last, runs.Outcome("done"), AGO)
            for number, key in enumerate("abb"):
                work.put(connection, work.Work("call", number, key), AGO)
            given_up = line.c.payload.in_([0, 1])
            connection.execute(line.update().where(given_up).values(parked_at=AGO))
    return home


def _snapshot(folder: Path, made_at: datetime) -> None:
    folder.mkdir(parents=True)
    told = msgspec.structs.replace(NOTHING, snapshot=folder.name)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(told))
    os.utime(folder, (made_at.timestamp(),) * 2)


@pytest.fixture
def opened(old: Path, tmp_path: Path) -> Iterator[Business]:
    shutil.copytree(old, tmp_path / "home")
    with business(tmp_path / "home", SETTINGS) as open_:
        yield open_


def test_what_is_old_goes_and_what_is_needed_stays(opened: Business) -> None:
    would = retain(opened, LATER, dry_run=True)
    assert (would.visits, would.events, would.sessions) == (1, 4, 1)
    assert (would.jobs, would.snapshots, would.backups) == (1, 2, 2)
    done = retain(opened, LATER)
    assert (done.sessions, done.jobs, done.snapshots, done.backups) == (1, 1, 2, 2)
    with opened.ledger.read() as connection:
        # Another job waits behind this one.
        assert [one.payload for one in parked(connection)] == [1]
        states = {one.stage: one.status for one in runs.recent(connection)}
    assert states == {"extract": "done", "language": "done", "score": "running"}
    # The one in use, and the one before it.
    kept = sorted(of.name for of in (opened.home / "catalogue").glob("?" * 32))
    assert kept == SNAPSHOTS[1:3]
    assert len(list((opened.home / "backups").iterdir())) == 1


@pytest.mark.slow
def test_no_byte_tells_of_a_visitor_after_the_lake_s_history(opened: Business) -> None:
    assert naming(opened.home, pseudonym(COOKIE)) != []
    retain(opened, LATER)
    retain(opened, LATER + timedelta(days=40))
    assert naming(opened.home, pseudonym(COOKIE)) == []
    files = (opened.home / "lake" / "shop_events").rglob("*.parquet")
    assert {file.parent.name for file in files} == {"_delta_log"}


def test_what_is_young_stays(home: Path, say: Say) -> None:
    (home / "harvestman.toml").write_text("[retention]\nevents_days = 99999\n")
    counted = answer(say("privacy", "retain", "--json"))
    assert counted == dict.fromkeys(Retained.__struct_fields__, 0) | {"dry_run": False}
