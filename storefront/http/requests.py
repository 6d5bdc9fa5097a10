"""Each request gets an id and is counted; whatever fails below ends here.

A log line costs as much as a tenth of a page, so that only requests that failed or were
slow get one, unless the setting says all.
"""

import re
import secrets
import time
from itertools import count

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from storefront.http.kinds import kind_of
from storefront.http.wire import method
from storefront.parts import Parts

log = structlog.get_logger()
_SLOW_S = 1.0
# What follows opens an order, or files that were bought.
_OPENING = re.compile(r"(/(?:orders|download)/)[^/]+")
_BROKEN = b"Something broke on our side. It has been noted. Please try again soon.\n"


class Requests:
    """Names each request, logs its path, status and time, and answers for all else."""

    def __init__(self, parts: Parts) -> None:
        self._counters = parts.counters
        self._all = parts.settings.log_requests
        self._ids = count(secrets.randbits(32) << 32)

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def named(scope: Scope, receive: Receive, send: Send) -> None:
            began = time.perf_counter()
            # A visitor's own id is not taken over; a process's go on from a random one.
            request_id = f"{next(self._ids):016x}"
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
            if self._all or status >= 500 or seconds > _SLOW_S:
                _log(scope, status, seconds)

        return named


def _log(scope: Scope, status: int, seconds: float) -> None:
    # The query is left out: what people look for is theirs.
    log.info(
        "request",
        method=method(scope),
        path=_OPENING.sub(r"\1…", scope["path"]),
        status=status,
        ms=round(seconds * 1000, 2),
        request_id=scope["state"]["request_id"],
    )


async def _apologise(send: Send) -> None:
    """Answer without the help of anything that may be what is broken."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(_BROKEN)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": _BROKEN, "more_body": False})
