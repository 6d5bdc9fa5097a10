"""Brokers by their addresses: none is the embedded one, which needs no server."""

from urllib.parse import urlsplit

import dramatiq

from jobs.errors import BrokerUnusable
from jobs.work.carry import limits

_NAMESPACE = "harvestman"


def broker_at(url: str) -> dramatiq.Broker:
    """Return the broker whose server is at `url`."""
    scheme = urlsplit(url).scheme
    if scheme in {"redis", "rediss", "unix"}:
        return _redis(url)
    if scheme in {"amqp", "amqps"}:
        return _rabbitmq(url)
    raise BrokerUnusable(
        f"a broker's address begins with redis:// or amqp://, not {scheme or 'nothing'}:"
        " leave work.broker empty to need no server"
    )


def _redis(url: str) -> dramatiq.Broker:
    try:
        from dramatiq.brokers.redis import RedisBroker
    except ImportError:
        raise _missing("redis") from None
    return RedisBroker(url=url, middleware=limits(), namespace=_NAMESPACE)  # type: ignore[no-untyped-call]


def _rabbitmq(url: str) -> dramatiq.Broker:
    try:
        from dramatiq.brokers.rabbitmq import RabbitmqBroker
    except ImportError:
        raise _missing("rabbitmq") from None
    return RabbitmqBroker(url=url, middleware=limits(), confirm_delivery=True)


def _missing(name: str) -> BrokerUnusable:
    return BrokerUnusable(
        f"a broker at this address needs more packages: pip install 'harvestman[{name}]'"
    )
