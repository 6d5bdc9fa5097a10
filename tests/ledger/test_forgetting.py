"""What the ledger gives up of a listing, and that its file keeps no trace of it."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from ledger import runs
from ledger.errors import LedgerBusy
from ledger.forgetting import Sought, forget, scrub, skus_of
from ledger.open import Ledger, open_ledger
from ledger.rules import Rule, ever_set, set_rule
from ledger.skus import mint
from ledger.tables import runs as run_table
from ledger.tables import sku_members, skus, work
from ledger.work import Work, put

SECRET = "zebrafinch77"
SOUGHT = Sought(listings=("a",), groups=("a",), urls=rf"https?://{SECRET}\.test/")


def failed(ledger: Ledger, error: str, now: datetime) -> None:
    with ledger.write() as connection:
        run_id = runs.start(connection, "extract", now)
        runs.end(connection, run_id, runs.Outcome("failed", error=error), now)


def errors(ledger: Ledger) -> set[str | None]:
    with ledger.read() as connection:
        return set(connection.scalars(select(run_table.c.error)))


def test_a_listing_leaves_its_sku_which_stays(ledger: Ledger, now: datetime) -> None:
    with ledger.write() as connection:
        minted = mint(connection, {"a": ("a", "b"), "c": ("c",)}, now)
    assert skus_of(ledger, ["a"], ["a"]) == {minted["a"]}
    forget(ledger, SOUGHT)
    with ledger.read() as connection:
        assert set(connection.scalars(select(sku_members.c.listing_key))) == {"b", "c"}
        assert set(connection.scalars(select(skus.c.sku))) == set(minted.values())
        assert "a" not in set(connection.scalars(select(skus.c.group_key)))


def test_the_rest_of_a_group_keeps_its_sku(ledger: Ledger, now: datetime) -> None:
    with ledger.write() as connection:
        before = mint(connection, {"a": ("a", "b")}, now)
    forget(ledger, SOUGHT)
    with ledger.write() as connection:
        assert mint(connection, {"b": ("b",)}, now) == {"b": before["a"]}


def test_errors_and_jobs_that_name_it_go_and_others_stay(
    ledger: Ledger, now: datetime
) -> None:
    failed(ledger, f"cannot read http://{SECRET}.test/p", now)
    failed(ledger, "cannot read http://other.test/p", now)
    with ledger.write() as connection:
        for page in (f"http://{SECRET}.test/", "http://other.test/"):
            put(connection, Work("fetch", {"pages": [page]}), now)
    assert forget(ledger, SOUGHT) == 2
    assert errors(ledger) == {"forgotten", "cannot read http://other.test/p"}
    with ledger.read() as connection:
        (left,) = connection.scalars(select(work.c.payload))
    assert left == {"pages": ["http://other.test/"]}


def test_a_title_in_an_error_names_it_too(ledger: Ledger, now: datetime) -> None:
    failed(ledger, "TypesetFailed: Fine copper pot", now)
    forget(ledger, Sought(words=("Fine copper pot",)))
    assert errors(ledger) == {"forgotten"}


def test_why_a_price_rule_was_set_is_forgotten_when_it_names_it(
    ledger: Ledger, now: datetime
) -> None:
    notes = (f"as http://{SECRET}.test/p asks", "spring")
    with ledger.write() as connection:
        for note, bp in zip(notes, (1_000, 2_000), strict=True):
            set_rule(
                connection, Rule("category", str(bp), markup_bp=bp, note=note), now
            )
    assert forget(ledger, SOUGHT) == 1
    with ledger.read() as connection:
        assert [rule.note for rule in ever_set(connection)] == ["forgotten", "spring"]


def many(ledger: Ledger, now: datetime) -> None:
    """Fill and empty pages, so that some are free and some lie in the log."""
    rows = [
        {"listing_key": f"{SECRET}-{number:06}", "sku": "x"} for number in range(5_000)
    ]
    with ledger.write() as connection:
        connection.execute(insert(sku_members), rows)


def test_no_byte_of_the_file_says_it_afterwards(tmp_path: Path, now: datetime) -> None:
    with open_ledger(tmp_path) as ledger:
        many(ledger, now)
        assert naming(tmp_path) != []
        keys = [f"{SECRET}-{number:06}" for number in range(5_000)]
        forget(ledger, Sought(listings=keys))
        scrub(ledger)
        assert naming(tmp_path) == []


def naming(folder: Path) -> list[str]:
    files = [path for path in folder.iterdir() if path.is_file()]
    return [path.name for path in files if SECRET.encode() in path.read_bytes()]


def test_a_reader_in_the_way_is_told_of(tmp_path: Path, now: datetime) -> None:
    with open_ledger(tmp_path) as ledger, open_ledger(tmp_path) as other:
        many(ledger, now)
        with other.read() as reading:
            reading.execute(select(skus.c.sku)).all()
            with pytest.raises(LedgerBusy, match="forget again"):
                scrub(ledger)
        scrub(ledger)
