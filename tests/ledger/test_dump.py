"""A ledger on a server is kept as lines, and goes back into an empty database."""

from datetime import UTC, datetime

import psycopg
import pytest

from ledger import audit
from ledger.dump import dump, load
from ledger.errors import DumpBroken, LedgerNotEmpty
from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from ledger.work import Work, put

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_rows_come_back_as_they_were_and_no_id_is_given_twice(blank_url, tmp_path):
    settings = LedgerSettings(url=blank_url)
    with open_ledger(tmp_path, settings) as ledger:
        with ledger.write() as connection:
            audit.record(connection, audit.Deed("sam", "said", "x", {"é": 1}), NOW)
            numbers = [put(connection, Work("run", {"a": [1]}), NOW) for _ in range(3)]
            connection.exec_driver_sql("DELETE FROM work WHERE id > 1")
            connection.exec_driver_sql(
                "INSERT INTO vault VALUES ('k', '\\x00ff', '\\x01', 'id', now())"
            )
        lines = list(dump(ledger))
    _emptied(blank_url)
    load(blank_url, lines)
    with open_ledger(tmp_path, settings) as ledger:
        assert list(dump(ledger)) == lines
        with ledger.write() as connection:
            assert put(connection, Work("run"), NOW) > max(numbers)
            assert audit.verify(connection).ok


def test_a_database_that_holds_a_ledger_is_left_alone(blank_url, tmp_path):
    settings = LedgerSettings(url=blank_url)
    with open_ledger(tmp_path, settings) as ledger:
        lines = list(dump(ledger))
    with pytest.raises(LedgerNotEmpty, match="empty one"):
        load(blank_url, lines)


@pytest.mark.parametrize(
    "line", [b"no json", b'{"table": "nowhere"}', b'{"table": "skus", "row": {}}']
)
def test_of_a_broken_dump_nothing_is_put_back(line, blank_url):
    with pytest.raises(DumpBroken):
        load(blank_url, [b'{"step": "0001"}', line])
    with psycopg.connect(blank_url) as connection:
        found = connection.execute("SELECT to_regclass('skus')").fetchone()
    assert found == (None,)


def test_what_is_not_done_before_the_rows_count_undoes_them(blank_url):
    def refuse() -> None:
        raise OSError("the home cannot be renamed")

    with pytest.raises(OSError, match="renamed"):
        load(blank_url, [b'{"step": "0004"}'], then=refuse)
    load(blank_url, [b'{"step": "0004"}'])


def _emptied(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
