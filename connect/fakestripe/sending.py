"""Messages to the shop: signed when they are sent, and sent again until they are taken."""

import http.client
from contextlib import closing
from urllib.parse import urlsplit

import msgspec
import structlog

from connect.errors import FakeStripeError

log = structlog.get_logger()

_ANSWER_WITHIN_S = 10
_SHORTEST_S, _LONGEST_S = 0.25, 300
# Stripe tries for three days; who tries things out is not there that long.
MOST_TRIES = 20


class Hook(msgspec.Struct, frozen=True):
    """Where messages go, and what they are signed with."""

    url: str
    secret: str


def hook(url: str, secret: str) -> Hook:
    """Return where messages go; refuses what is no address."""
    place = urlsplit(url)
    if place.scheme not in {"http", "https"} or not place.hostname:
        raise FakeStripeError(
            f"{url} is no address to send messages to; one is"
            " http://127.0.0.1:8000/webhooks/stripe"
        )
    return Hook(url, secret)


def is_taken(to: Hook, raw: bytes, header: str) -> bool:
    """Send one message; whether the shop took it."""
    place = urlsplit(to.url)
    kind = (
        http.client.HTTPSConnection
        if place.scheme == "https"
        else http.client.HTTPConnection
    )
    asked = kind(place.hostname or "", place.port, timeout=_ANSWER_WITHIN_S)
    headers = {"Content-Type": "application/json", "Stripe-Signature": header}
    with closing(asked):
        try:
            asked.request("POST", place.path or "/", raw, headers)
            status = asked.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            log.info("message_not_taken", why=str(error))
            return False
    if not 200 <= status < 300:
        log.info("message_not_taken", status=status)
    return 200 <= status < 300


def wait_s(tries: int) -> float:
    """Return how long to wait before a message is sent again."""
    return float(min(_SHORTEST_S * 2**tries, _LONGEST_S))
