"""A home is whole when each part is, and when they agree."""

import importlib.util
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
from little_home import NOW, URLS, with_frontier

from frontier.look import pending
from jobs.cli import main
from jobs.settings import Settings
from jobs.verifying import verify
from lake.load import load
from lake.spool import Spool
from lake.store import Lake
from ledger import audit, runs
from ledger.open import open_ledger
from ledger.orders import stock
from ledger.processes import this_process
from ledger.selling import coupons
from ledger.selling.coupons import Coupon
from ledger.work import Work, Worker, claim, put
from ledger.workers import Seen, tell
from storefront.catalogue.build import build, current


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which the lake holds what the frontier calls fetched."""
    home = tmp_path_factory.mktemp("sound") / "harvest"
    with_frontier(home)
    waits = {one.url for one in pending(home / "frontier" / "shoes")}
    _fetched(home, sorted({*URLS} - waits))
    with open_ledger(home) as ledger, ledger.write() as connection:
        audit.record(connection, audit.Deed("sam", "said", "hello"), NOW)
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    """Return a copy to be damaged."""
    return Path(shutil.copytree(sound, tmp_path / "harvest"))


def test_a_sound_home_is_whole(sound, capsys):
    assert verify(sound, Settings(), None) == []
    with pytest.raises(SystemExit, match="0"):
        main(["verify", "--home", str(sound)])
    assert "whole" in capsys.readouterr().out


def test_pages_that_are_not_in_the_lake_are_told(home):
    for folder in ("lake", "spool"):
        shutil.rmtree(home / folder)
    _fetched(home, ["https://shop0.test/other"])
    (one,) = verify(home, Settings(), None)
    assert (one.part, one.what[:8]) == ("pages", "5 pages ")


def test_damaged_files_are_told_by_their_part(home):
    log = next((home / "frontier" / "shoes").glob("[0-9][0-9]/*.log"))
    log.write_bytes(b"x" * 40 + log.read_bytes()[40:])
    next((home / "lake" / "pages").glob("*.parquet")).unlink()
    assert {one.part for one in verify(home, Settings(), None)} == {"frontier", "lake"}


def test_a_broken_ledger_is_told_and_ends_it(home):
    file = home / "ledger.db"
    file.write_bytes(file.read_bytes()[:8192] + bytes(4096) + b"x" * 20_000)
    assert [one.part for one in verify(home, Settings(), None)] == ["ledger"]
    with pytest.raises(SystemExit, match="1"):
        main(["verify", "--home", str(home)])


def test_what_dead_processes_left_is_told(home):
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    with open_ledger(home) as ledger, ledger.write() as connection:
        put(connection, Work("run"), long_ago)
        claim(connection, Worker("gone", ("run",)), 1, long_ago)
        put(connection, Work("run"), long_ago)
        claim(connection, Worker("here", ("run",), 7200.0), 1, long_ago)
        other = runs.start(connection, "extract", NOW)
        run = runs.start(connection, "match", NOW, _gone())
    found = verify(home, Settings(), None)
    assert {(one.part, one.where) for one in found} == {("runs", run), ("queue", "1")}
    assert other != run
    # Nobody is there to go on with it yet: it waits, as in a home that was put back.
    assert {one.severity for one in found} == {"notice"}
    with open_ledger(home) as ledger, ledger.write() as connection:
        now = datetime.now(UTC)
        facts = "1", "embedded", {}, 0, 0, 1
        tell(connection, Seen(this_process(), "here", now, now, *facts))
    (queue,) = (one for one in verify(home, Settings(), None) if one.part == "queue")
    assert queue.severity == "damage"


def test_a_changed_audit_is_told(home):
    with open_ledger(home) as ledger, ledger.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("UPDATE audit SET actor = 'eve'")
    (one,) = verify(home, Settings(), None)
    assert (one.part, one.where) == ("ledger", "audit row 1")


def test_pieces_that_moved_without_a_word_are_told(home):
    with open_ledger(home) as ledger, ledger.write() as connection:
        stock.count(connection, "hm-000001", 5, "ann", NOW)
        stock.count(connection, "hm-000002", 3, "ann", NOW)
        connection.exec_driver_sql(
            "UPDATE stock SET on_hand = 4 WHERE sku = 'hm-000001'"
        )
    (one,) = verify(home, Settings(), None)
    assert (one.part, one.where) == ("stock", "hm-000001")


def test_codes_that_count_other_uses_than_there_are_are_told(home):
    with open_ledger(home) as ledger, ledger.write() as connection:
        for code in ("ONE", "TWO"):
            made = Coupon(code=code, kind="shipping", valid_from=NOW)
            coupons.add(connection, made, "ann", NOW)
        connection.exec_driver_sql("UPDATE coupons SET uses = 1 WHERE code = 'ONE'")
    (one,) = verify(home, Settings(), None)
    assert (one.part, one.where) == ("codes", "ONE")


def test_skus_that_the_ledger_does_not_know_are_told(home):
    build(home, msgspec.structs.replace(_sample().assortment(NOW), guides=()))
    found = verify(home, Settings(), None)
    assert [(one.part, "not in the ledger" in one.what) for one in found] == [
        ("catalogue", True)
    ]
    (home / "catalogue" / current(home) / "catalogue.sqlite").write_bytes(b"torn")
    (one,) = verify(home, Settings(), None)
    assert one.what == "catalogue.sqlite is not as it was written"


def _fetched(home: Path, urls: list[str]) -> None:
    page = {"host": "shop.test", "fetched_at": NOW, "status": 200, "campaign": "shoes"}
    rows = [page | {"url": url, "url_key": url} for url in urls]
    Spool(home, "crawl").put({"pages": pa.Table.from_pylist(rows)})
    load(Lake.open(home))


def _gone() -> str:
    host, _, _ = this_process().rsplit(":", 2)
    return f"{host}:1:1"


def _sample():
    place = Path(__file__).parents[2] / "storefront" / "sample.py"
    spec = importlib.util.spec_from_file_location("sample_of_the_shop", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
