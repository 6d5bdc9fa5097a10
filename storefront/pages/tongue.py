"""The language of a request: English has no prefix, `/de` and `/fr` lead the others."""

from typing import TYPE_CHECKING, cast

from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.http.slashes import lead
from storefront.http.wire import READING, method
from storefront.pages.words import SOURCE, prefixed

if TYPE_CHECKING:
    from litestar.types.asgi_types import HTTPScope


class Tongue:
    """Takes the language off a path, so that what follows knows one path a page."""

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def bared(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["path"]
            if path.endswith("/") and path != "/" and method(scope) in READING:
                # A page has one address; what was sent to one with a slash is taken.
                await lead(scope, send, path.rstrip("/"))
                return
            language = prefixed(path)
            if language:
                bare = {"path": path[3:] or "/", "raw_path": _bare_raw(scope)}
                scope = cast("HTTPScope", {**scope, **bare})
            scope["state"]["language"] = language or SOURCE
            await app(scope, receive, send)

        return bared


def _bare_raw(scope: Scope) -> bytes:
    # A percent sign may spell the prefix (`/%64e`): what is not it stays whole.
    raw = scope.get("raw_path") or b""
    return (raw[3:] or b"/") if prefixed(raw[:4].decode("latin-1")) else raw
