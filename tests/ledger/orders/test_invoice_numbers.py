"""No number of an invoice is left out or given twice: by many at once, errors or kills."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import invoice_killed
import psycopg
import pytest
from invoice_killed import NOW
from order_desk import Desk, piece, shelve
from sqlalchemy import select

from ledger.open import open_ledger
from ledger.orders.invoices import gaps
from ledger.orders.invoicetables import invoices
from ledger.orders.wish import Buyer
from ledger.settings import LedgerSettings

MANY = 24


@pytest.fixture(params=["sqlite", "postgres"])
def books(request, tmp_path):
    url = None
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_url")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS invoices WITH (FORCE)")
            connection.execute("CREATE DATABASE invoices")
        url = server.rpartition("/")[0] + "/invoices"
    with open_ledger(tmp_path, LedgerSettings(url=url)) as ledger:
        with ledger.write() as connection:
            shelve(connection, NOW)
        yield ledger


def numbers(ledger):
    with ledger.read() as connection:
        assert gaps(connection) == []
        return sorted(connection.scalars(select(invoices.c.number)))


def upto(count):
    return [f"2026-{number:06d}" for number in range(1, count + 1)]


class Regretted(Exception):
    """What makes a transaction be undone."""


def test_many_at_once_of_whom_some_give_up_leave_no_gap(books):
    def pay(number):
        try:
            with books.write() as connection:
                # Many orders of one person would be held.
                buyer = Buyer(email=f"b{number}@buyer.test", country="DE")
                Desk(connection, NOW).paid(f"k{number}", piece("HV-LID"), buyer=buyer)
                if number % 3 == 0:
                    raise Regretted
        except Regretted:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        paid = sum(pool.map(pay, range(MANY)))
    assert paid == MANY * 2 / 3
    assert numbers(books) == upto(paid)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_a_kill_at_any_statement_leaves_no_gap(tmp_path, step):
    with open_ledger(tmp_path) as ledger, ledger.write() as connection:
        shelve(connection, NOW)
        Desk(connection, NOW).paid("first", piece("HV-LID"))
    done = subprocess.run(
        [sys.executable, invoice_killed.__file__, str(tmp_path), str(step)],
        env=os.environ
        | {"PYTHONPATH": f"{Path.cwd()}:{Path(__file__).parents[2] / 'support'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 20
    with open_ledger(tmp_path) as ledger:
        assert numbers(ledger) == upto(2)
