"""A ledger on a server is kept as lines, and goes back into an empty database."""

from datetime import UTC, datetime

import psycopg
import pytest

from jobs.cli import main
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


def test_a_home_with_its_ledger_on_a_server_goes_by_command_to_another_server(
    blank_url, tmp_path, monkeypatch, capsys
):
    def said(*arguments: str) -> int:
        with pytest.raises(SystemExit) as left:
            main([*arguments, "--json"])
        capsys.readouterr()
        return int(str(left.value.code))

    monkeypatch.setenv("HARVESTMAN_LEDGER_URL", blank_url)
    home, copy = tmp_path / "harvest", tmp_path / "copy"
    home.mkdir()
    with open_ledger(home, LedgerSettings(url=blank_url)) as ledger:
        with ledger.write() as connection:
            put(connection, Work("run", {"a": 1}), NOW)
        lines = list(dump(ledger))
    file = str(tmp_path / "shop.tar.zst")
    assert said("backup", file, "--home", str(home)) == 0
    # The database is the one that was kept: it is not written over.
    assert said("restore", file, "--home", str(copy)) == 1
    assert {one.name for one in tmp_path.iterdir()} == {"harvest", "shop.tar.zst"}
    _emptied(blank_url)
    assert said("restore", file, "--home", str(copy)) == 0
    assert not (copy / "ledger.jsonl").exists()
    with open_ledger(copy, LedgerSettings(url=blank_url)) as ledger:
        assert list(dump(ledger)) == lines


def _emptied(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
