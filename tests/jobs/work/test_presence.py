"""A worker is known while it works, with what it has in hand; then it is gone."""

import threading

import pytest
from work_support import line_up, until

from jobs.work import presence
from jobs.work.kinds import Kind
from ledger.work import Work
from ledger.workers import known


@pytest.fixture
def broker():
    return None


def there(ledger):
    with ledger.read() as connection:
        return known(connection)


def test_a_worker_is_known_while_it_works(ledger, at_work, monkeypatch):
    monkeypatch.setattr(presence, "TELLS_EVERY_S", 0.0)
    go_on = threading.Event()
    line_up(ledger, Work("wait"))
    with at_work(Kind("wait", lambda _: go_on.wait(20) and None)):
        until(lambda: [one.in_hand for one in there(ledger)] == [{"wait": 1}])
        (one,) = there(ledger)
        assert (one.broker, one.rss_mb > 10) == ("embedded", True)
        go_on.set()
        until(lambda: [one.done for one in there(ledger)] == [1])
    assert there(ledger) == []
