"""One address for one page: what has slashes side by side is not looked at further.

Routes take `//consent` for `/consent`, so whatever asks how a path begins would be
walked around.
"""

import re
from urllib.parse import quote

from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.http.problems import refuse
from storefront.http.wire import READING, Headers, method
from storefront.pages.words import msg

_SIDE_BY_SIDE = re.compile(r"/{2,}")
# What RFC 3986 lets stand in a path as it is.
_PLAIN = "/:@!$&'()*+,;=~"


class SingleSlashes:
    """Leads readers to the address with single slashes; takes nothing sent."""

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def single(scope: Scope, receive: Receive, send: Send) -> None:
            if "//" not in scope["path"]:
                await app(scope, receive, send)
            elif method(scope) in READING:
                await lead(scope, send, _SIDE_BY_SIDE.sub("/", scope["path"]))
            else:
                await refuse(scope, send, 404, msg("There is no such page."))

        return single


async def lead(scope: Scope, send: Send, path: str) -> None:
    """Lead whoever asks to `path`, with the query that was asked for."""
    query = scope["query_string"]
    plain = quote(path.encode("utf-8", "surrogatepass"), _PLAIN)
    location = plain.encode() + (b"?" + query if query else b"")
    headers: Headers = [
        (b"location", location),
        (b"content-length", b"0"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 301, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
