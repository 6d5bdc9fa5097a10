"""One id and one log line a request; whatever fails below ends here."""

import secrets
import time

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from storefront.http.counters import Counters
from storefront.http.kinds import kind_of
from storefront.http.wire import method

log = structlog.get_logger()
_BROKEN = b"Something broke on our side. It has been noted. Please try again soon.\n"


class Requests:
    """Names each request, logs its path, status and time, and answers for all else."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def named(scope: Scope, receive: Receive, send: Send) -> None:
            began = time.perf_counter()
            # A visitor's own id is not taken over.
            request_id = secrets.token_hex(8)
            scope.setdefault("state", {})["request_id"] = request_id
            status = 0

            async def send_named(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    name = (b"x-request-id", request_id.encode())
                    message["headers"] = [*message["headers"], name]
                await send(message)

            try:
                await app(scope, receive, send_named)
            except Exception:
                log.exception("request_failed", request_id=request_id)
                if status:  # its answer has begun: to cut it off is all that is left
                    raise
                await _apologise(send_named)
            seconds = time.perf_counter() - began
            self._counters.answered(kind_of(scope), status, seconds)
            # The query is left out: what people look for is theirs.
            log.info(
                "request",
                method=method(scope),
                path=scope["path"],
                status=status,
                ms=round(seconds * 1000, 2),
                request_id=request_id,
            )

        return named


async def _apologise(send: Send) -> None:
    """Answer without the help of anything that may be what is broken."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_BROKEN)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": _BROKEN, "more_body": False})
