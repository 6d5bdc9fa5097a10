"""One id and one log line a request; whatever fails below ends here."""

import secrets
import time
from typing import TYPE_CHECKING, cast

import structlog
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from litestar.types.asgi_types import HTTPScope

log = structlog.get_logger()


class RequestLog(ASGIMiddleware):
    """Names each request, and logs its path, status and time."""

    scopes = (ScopeType.HTTP,)

    async def handle(
        self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp
    ) -> None:
        """Pass the request on under a fresh id; a visitor's own is not taken over."""
        began = time.perf_counter()
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

        await next_app(scope, receive, send_named)
        # The query is left out: what people look for is theirs.
        log.info(
            "request",
            method=cast("HTTPScope", scope)["method"],
            path=scope["path"],
            status=status,
            ms=round((time.perf_counter() - began) * 1000, 2),
            request_id=request_id,
        )
