"""What a server loses or brings twice costs no work and does none twice."""

import time

import pytest
import redis
from work_support import left, line_up, until

from jobs.work.brokers import broker_at
from jobs.work.carry import to_message
from jobs.work.clerk import utc_now
from jobs.work.kinds import Kind, by_name
from jobs.work.relay import Relay
from ledger.ahead import hold
from ledger.grouped import grouped
from ledger.line import parked
from ledger.work import Work, Worker


@pytest.fixture(params=["redis"])
def broker(request, broker):
    return broker


def test_what_the_server_lost_is_sent_again(ledger, at_work, broker):
    done = []
    kind = Kind("note", lambda task: done.append(task.payload))
    line_up(ledger, *(Work("note", number, max_attempts=1) for number in range(50)))
    server = broker_at(broker)
    server.declare_queue("quick")
    with grouped(ledger) as group:
        with Relay(group, server, by_name(kind), "a relay", resend_s=0.5) as relay:
            until(lambda: relay.sent >= 50)
        with redis.Redis.from_url(broker) as lost:
            lost.flushall()
    time.sleep(0.6)
    with at_work(kind):
        until(lambda: not left(ledger))
    assert sorted(done) == list(range(50))


def test_what_comes_twice_is_done_once(ledger, at_work, broker):
    done = []
    kind = Kind("note", lambda task: done.append(task.payload))
    line_up(ledger, Work("note", "x"))
    with ledger.write() as connection:
        (early,) = hold(connection, Worker("old", ["note"], 0.0), 1, utc_now())
    with ledger.write() as connection:
        (job,) = hold(
            connection, Worker("new", ["note"], 60.0), 1, utc_now(), told=True
        )
    server = broker_at(broker)
    server.declare_queue("quick")
    for one in (early, job, early, job):
        server.enqueue(to_message(one, kind))
    with at_work(kind):
        until(lambda: not left(ledger))
        time.sleep(0.5)
    assert done == ["x"]
    with ledger.read() as connection:
        assert parked(connection) == []


def test_a_server_that_is_away_is_waited_for(ledger, at_work, tmp_path):
    import servers

    with servers.redis() as url:
        pass
    done = []
    line_up(ledger, Work("note"))
    with grouped(ledger) as group:
        kinds = by_name(Kind("note", lambda task: done.append(task.payload)))
        server = broker_at(url)
        server.declare_queue("quick")
        with Relay(group, server, kinds, "a relay", resend_s=0.5) as relay:
            time.sleep(1)
            assert relay.sent == 0
    assert left(ledger) == 1
