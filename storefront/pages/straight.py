"""The page that is asked for most goes out straight.

Litestar's handling of a request and its response costs a tenth of a product's page. What
is no plain product at its own address, and what fails, goes the way of all pages.
"""

import structlog
from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.http.wire import method
from storefront.pages.products import ready_page
from storefront.pages.visit import Visit

log = structlog.get_logger()

_PREFIX = "/products/"
_HTML = (b"content-type", b"text/html; charset=utf-8")


class Straight:
    """Answers for products; all else is somebody else's."""

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this before it."""

        async def straight(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["path"]
            if not path.startswith(_PREFIX) or method(scope) != "GET":
                await app(scope, receive, send)
                return
            page = _made(scope, path[len(_PREFIX) :])
            if page is None:
                await app(scope, receive, send)
                return
            body = page.encode()
            headers = [_HTML, (b"content-length", b"%d" % len(body))]
            await send(
                {"type": "http.response.start", "status": 200, "headers": headers}
            )
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return straight


def _made(scope: Scope, address: str) -> str | None:
    try:
        return ready_page(Visit.at(scope), address)
    except Exception:  # the way of all pages meets it again, and says so as a page
        log.exception("product_failed", path=scope["path"])
        return None
