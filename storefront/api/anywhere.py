"""Lets pages of other places use the API: it knows no visitor by a cookie.

Who has the name of a cart or an order got it from the API itself, or was given it.

Nothing is said of credentials, so a browser sends none.
"""

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from storefront.http.outside import is_from_outside
from storefront.http.problems import refuse
from storefront.http.wire import READING, Headers, header, method

_PREFIX = "/api/"
_OPEN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"etag, retry-after, x-request-id"),
]
_READING = READING | {"OPTIONS"}
_ASKED_FIRST: Headers = [
    *_OPEN,
    (b"access-control-max-age", b"86400"),
    (b"cache-control", b"no-store"),
    (b"content-length", b"0"),
]
_READ, _BUY = b"GET, HEAD, OPTIONS", b"GET, HEAD, POST, PUT, OPTIONS"
_READ_WITH = b"accept, if-none-match, last-event-id"
_BUY_WITH = b"accept, content-type, idempotency-key"


class Anywhere:
    """Marks the API's answers, refusals too, as readable from every origin."""

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def opened(scope: Scope, receive: Receive, send: Send) -> None:
            if not scope["path"].startswith(_PREFIX):
                await app(scope, receive, send)
                return
            if _is_preflight(scope):
                await _welcome(scope, send)
                return

            async def send_open(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], *_OPEN]
                await send(message)

            if method(scope) in _READING or is_from_outside(scope["path"]):
                await app(scope, receive, send_open)
            else:
                allow = [(b"allow", _READ)]
                await refuse(scope, send_open, 405, "This is only read.", allow)

        return opened


def _is_preflight(scope: Scope) -> bool:
    asked = header(scope, b"access-control-request-method")
    return method(scope) == "OPTIONS" and asked is not None


async def _welcome(scope: Scope, send: Send) -> None:
    buys = is_from_outside(scope["path"])
    headers = [
        *_ASKED_FIRST,
        (b"access-control-allow-methods", _BUY if buys else _READ),
        (b"access-control-allow-headers", _BUY_WITH if buys else _READ_WITH),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
