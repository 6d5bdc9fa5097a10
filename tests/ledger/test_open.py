import sqlite3
import stat
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from subprocess import PIPE, Popen

import psycopg
import pytest
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from ledger import pricetables  # noqa: F401 - part of METADATA
from ledger.errors import (
    DriverMissing,
    LedgerBusy,
    LedgerTooNew,
    LedgerUnreachable,
    UrlRefused,
)
from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from ledger.tables import METADATA, runs

ONE = {"run_id": "r1", "stage": "match", "owner": "me", "status": "running"}
HUSHED = "hunter2secret"


@pytest.fixture
def run(now):
    return ONE | {"started_at": now}


def run_ids(ledger):
    with ledger.read() as connection:
        return list(connection.scalars(select(runs.c.run_id)))


def test_what_is_written_is_there_after_opening_again(opened, run):
    with opened() as first, first.write() as connection:
        connection.execute(insert(runs).values(run))
    assert run_ids(opened()) == ["r1"]


def test_a_failed_writer_leaves_nothing_behind(ledger, run):
    with pytest.raises(KeyError), ledger.write() as connection:
        connection.execute(insert(runs).values(run))
        raise KeyError
    assert run_ids(ledger) == []


def test_a_reader_sees_one_moment(ledger, run):
    with ledger.read() as reader:
        before = list(reader.scalars(select(runs.c.run_id)))
        with ledger.write() as writer:
            writer.execute(insert(runs).values(run))
        assert list(reader.scalars(select(runs.c.run_id))) == before == []


def test_a_reader_cannot_write(ledger, run):
    with (
        pytest.raises(DBAPIError, match=r"(?i)read-?only"),
        ledger.read() as connection,
    ):
        connection.execute(insert(runs).values(run))


@pytest.mark.parametrize("hours", [0, 5, -8])
def test_times_of_any_zone_come_back_in_utc(ledger, run, hours):
    local = (
        run["started_at"]
        .astimezone(timezone(timedelta(hours=hours)))
        .replace(microsecond=7)
    )
    with ledger.write() as connection:
        connection.execute(insert(runs).values(run | {"started_at": local}))
        found = connection.scalar(select(runs.c.started_at))
    assert found == local
    assert found.tzinfo == UTC


def test_a_naive_time_is_refused(ledger):
    naive = datetime(2026, 3, 1)  # noqa: DTZ001
    with pytest.raises(StatementError, match="no zone"), ledger.write() as connection:
        connection.execute(insert(runs).values(ONE | {"started_at": naive}))


def test_every_table_and_column_has_its_comment():
    columns = [column for table in METADATA.tables.values() for column in table.columns]
    assert all(table.comment for table in METADATA.tables.values())
    assert [str(column) for column in columns if not column.comment] == []


def test_many_may_open_a_new_ledger_at_once(opened):
    with ThreadPoolExecutor(8) as pool:
        ledgers = list(pool.map(lambda _: opened(), range(8)))
    with ledgers[0].read() as connection:
        assert "work" in inspect(connection).get_table_names()


OPENS = """
import sys
from pathlib import Path
from ledger.open import open_ledger
from ledger.settings import LedgerSettings

print("ready", flush=True)
sys.stdin.readline()
open_ledger(Path(sys.argv[1]), LedgerSettings(url=sys.argv[2] or None)).close()
"""


def test_processes_may_open_a_new_ledger_at_once(settings, tmp_path):
    command = [sys.executable, "-c", OPENS, str(tmp_path), settings.url or ""]
    started = [Popen(command, stdin=PIPE, stdout=PIPE) for _ in range(4)]
    assert [process.stdout.readline() for process in started] == [b"ready\n"] * 4
    for process in started:
        process.stdin.close()
    assert [process.wait() for process in started] == [0] * 4
    for process in started:
        process.stdout.close()


def test_a_newer_database_is_refused(opened):
    with opened() as ledger, ledger.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerTooNew, match=r"step 9999.*newer Harvestman"):
        opened()


def test_two_ledgers_write_in_turn(opened, run):
    # A deferred BEGIN would let both read and then refuse one of them at once.
    ledgers = [opened() for _ in range(4)]

    def add(number):
        with ledgers[number % 4].write() as connection:
            connection.scalar(text("SELECT count(*) FROM runs"))
            connection.execute(insert(runs).values(run | {"run_id": str(number)}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert len(run_ids(ledgers[0])) == 40


class TestSqlite:
    @pytest.fixture
    def settings(self):
        return LedgerSettings(busy_timeout_ms=100)

    def test_the_writer_alone_holds_the_lock_from_its_beginning(self, opened):
        first, second = opened(), opened()
        with (
            first.write(),
            pytest.raises(LedgerBusy, match="busy_timeout_ms"),
            second.write(),
        ):
            raise AssertionError

    def test_threads_of_one_ledger_wait_for_each_other(self, ledger):
        with (
            ledger.write(),
            pytest.raises(LedgerBusy, match=r"ledger\.db"),
            ledger.write(),
        ):
            raise AssertionError

    @pytest.mark.parametrize(("level", "number"), [("NORMAL", 1), ("FULL", 2)])
    def test_synchronous_is_what_was_set(self, tmp_path, level, number):
        with (
            open_ledger(tmp_path, LedgerSettings(synchronous=level)) as ledger,
            ledger.write() as connection,
        ):
            assert connection.scalar(text("PRAGMA synchronous")) == number
            assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1

    def test_only_its_owner_may_read_the_file(self, ledger, tmp_path):
        assert stat.S_IMODE((tmp_path / "ledger.db").stat().st_mode) == 0o600

    def test_a_file_that_is_no_database_is_refused(self, tmp_path):
        (tmp_path / "ledger.db").write_bytes(b"not a database at all" * 100)
        with pytest.raises(LedgerUnreachable, match=r"ledger\.db.*restore a backup"):
            open_ledger(tmp_path)

    def test_a_home_that_is_a_file_is_refused(self, tmp_path):
        (tmp_path / "home").write_text("")
        with pytest.raises(LedgerUnreachable, match=r"home/ledger\.db.*may write"):
            open_ledger(tmp_path / "home")

    def test_a_database_that_cannot_grow_is_refused(self, ledger, tmp_path):
        ledger.close()
        with sqlite3.connect(tmp_path / "ledger.db") as raw:
            raw.execute("DROP TABLE runs")
            raw.execute("DELETE FROM alembic_version")
        raw.close()
        with pytest.raises(LedgerUnreachable, match="already exists"):
            open_ledger(tmp_path)

    def test_opening_again_keeps_the_locks_of_a_writer(self, opened):
        ledger = opened()
        with ledger.write(), pytest.raises(LedgerBusy):
            opened()

    def test_opening_takes_the_lock_when_it_is_free_again(self, opened, tmp_path):
        first = opened()
        with ThreadPoolExecutor(1) as pool:
            with first.write():
                later = pool.submit(
                    open_ledger, tmp_path, LedgerSettings(busy_timeout_ms=60_000)
                )
            assert later.result().close() is None


class TestPostgresUrl:
    def test_an_unreachable_server_is_named_without_its_password(self, tmp_path):
        url = f"postgresql://me:{HUSHED}@127.0.0.1:1/shop?password={HUSHED}"
        with pytest.raises(LedgerUnreachable, match=r"127\.0\.0\.1:1/shop") as caught:
            open_ledger(tmp_path, LedgerSettings(url=url))
        assert HUSHED not in "".join(traceback.format_exception(caught.value))

    @pytest.mark.parametrize(
        "url", ["", "mysql://a:b@c/d", f"postgresql://me:{HUSHED}@host:x/d", "ledger"]
    )
    def test_another_url_is_refused_without_showing_it(self, tmp_path, url):
        with pytest.raises(UrlRefused, match="postgresql://user:password@") as caught:
            open_ledger(tmp_path, LedgerSettings(url=url))
        assert HUSHED not in "".join(traceback.format_exception(caught.value))

    def test_a_missing_driver_names_its_extra(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(DriverMissing, match=r"harvestman\[postgres\]"):
            open_ledger(tmp_path, LedgerSettings(url="postgresql://me@127.0.0.1/shop"))

    def test_settings_show_no_secret(self):
        settings = LedgerSettings(url=f"postgresql://a:{HUSHED}@b/c", vault_key="00")
        assert HUSHED not in repr(settings)
        assert "vault_key" not in repr(settings)

    def test_a_connection_that_the_server_ended_is_replaced(self, blank_url):
        with open_ledger(None, LedgerSettings(url=blank_url)) as ledger:
            with ledger.write() as connection:
                own = connection.scalar(text("SELECT pg_backend_pid()"))
            with psycopg.connect(blank_url) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [own])
            with ledger.write() as connection:
                assert connection.scalar(text("SELECT pg_backend_pid()")) != own
