"""The language of a request: English has no prefix, `/de` and `/fr` lead the others."""

from typing import TYPE_CHECKING, cast

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.http.slashes import lead
from storefront.http.wire import READING, method
from storefront.pages.words import LANGUAGES, SOURCE, prefixed

if TYPE_CHECKING:
    from litestar.types.asgi_types import HTTPScope

_PREFIXES = {f"/{language}" for language in LANGUAGES if language != SOURCE}


class Tongue(ASGIMiddleware):
    """Takes the language off a path, so that what follows knows one path a page."""

    scopes = (ScopeType.HTTP,)

    async def handle(
        self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp
    ) -> None:
        """Set `scope["state"]["language"]` and pass the bare path on."""
        path = scope["path"]
        if path.endswith("/") and path != "/" and method(scope) in READING:
            # A page has one address; what was sent to one with a slash is taken.
            await lead(scope, send, path.rstrip("/"))
            return
        language = prefixed(path)
        if language:
            bare = path[3:] or "/"
            bared = {**scope, "path": bare, "raw_path": _bare_raw(scope)}
            scope = cast("HTTPScope", bared)
        scope.setdefault("state", {})["language"] = language or SOURCE
        await next_app(scope, receive, send)


def _bare_raw(scope: Scope) -> bytes:
    # A percent sign may spell the prefix (`/%64e`): what is not it stays whole.
    raw = scope.get("raw_path") or b""
    return (raw[3:] or b"/") if raw[:3].decode("latin-1") in _PREFIXES else raw
