"""A worker on each of the three brokers, with a ledger of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from jobs.work.kinds import Kind, by_name
from jobs.work.settings import WorkSettings
from jobs.work.worker import Working, working
from ledger.open import Ledger, open_ledger
from ledger.settings import LedgerSettings

BROKERS = ("embedded", "redis", "rabbitmq")


@pytest.fixture(params=BROKERS)
def broker(request: pytest.FixtureRequest) -> str | None:
    if request.param == "embedded":
        return None
    return emptied(request.getfixturevalue(f"{request.param}_url"))


def emptied(url: str) -> str:
    """Let a server forget what another test left there."""
    if url.startswith("redis"):
        import redis

        with redis.Redis.from_url(url) as server:
            server.flushall()
        return url
    import pika

    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        for queue in ("quick", "heavy"):
            for name in (queue, f"{queue}.DQ", f"{queue}.XQ"):
                channel.queue_delete(name)
    return url


@pytest.fixture
def ledger(tmp_path) -> Iterator[Ledger]:
    with open_ledger(tmp_path, LedgerSettings(synchronous="NORMAL")) as ledger:
        yield ledger


@pytest.fixture
def at_work(ledger, broker) -> Callable[..., object]:
    """Return what starts a worker of some kinds on the broker at hand."""

    @contextmanager
    def start(*kinds: Kind, **settings: object) -> Iterator[Working]:
        chosen = WorkSettings(**{"broker": broker, "lease_s": 5.0, **settings})
        with working(ledger, by_name(*kinds), chosen) as at_work:
            yield at_work

    return start
