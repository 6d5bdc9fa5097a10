"""A home with an order, a bench for its work, and a post office."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from mail_servers import Post, post_office
from order_desk import Desk, piece, shelve

from connect.mail.settings import MailSettings
from jobs.kinds import Bench
from jobs.settings import Settings
from ledger.open import open_ledger
from ledger.settings import LedgerSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def office() -> Iterator[Post]:
    with post_office() as post:
        yield post


@pytest.fixture
def post(office: Post) -> Post:
    office.raw.clear()
    office.to.clear()
    office.answers.clear()
    office.goes_away = False
    office.taking = lambda: None
    return office


@pytest.fixture
def bench(tmp_path, post) -> Iterator[Bench]:
    mail = MailSettings(
        host="127.0.0.1", port=post.port, security="none", sender="shop@shop.test"
    )
    with open_ledger(tmp_path, LedgerSettings(synchronous="NORMAL")) as ledger:
        yield Bench(tmp_path, Settings(mail=mail), ledger)


@pytest.fixture
def order_id(bench) -> str:
    """An order that is paid: of its work the mail alone is left."""
    with bench.ledger.write() as connection:
        shelve(connection, NOW)
        desk = Desk(connection, NOW)
        return desk.paid("k", piece("HV-POT", 2), piece("HV-BOOK")).order_id
