"""The headers that every response carries, errors and files included."""

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from storefront.http.paying import paid_at

# Nothing is allowed but what the pages use, all of it files of this shop: no inline
# script or style, so one that slips in with a crawled text has no way to run.
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "content-security-policy": _CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_PLAIN = [(name.encode(), value.encode()) for name, value in SECURITY.items()]
# Only a connection that is encrypted may promise that the next one will be.
_ENCRYPTED = [*_PLAIN, (b"strict-transport-security", b"max-age=31536000")]


class SecurityHeaders:
    """Adds the headers of SECURITY to every response, and HSTS over https."""

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def secured(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_secured(message: Message) -> None:
                if message["type"] == "http.response.start":
                    # Looked at now: a layer below may have learnt the true scheme.
                    more = _ENCRYPTED if scope["scheme"] == "https" else _PLAIN
                    if origins := paid_at(scope):
                        more = [_leading_to(origins), *more[1:]]
                    message["headers"] = [*message["headers"], *more]
                await send(message)

            await app(scope, receive, send_secured)

        return secured


def _leading_to(origins: tuple[str, ...]) -> tuple[bytes, bytes]:
    """Return the policy of a page whose forms may lead to `origins` as well."""
    wider = f"form-action 'self' {' '.join(origins)}"
    return b"content-security-policy", _CSP.replace(
        "form-action 'self'", wider
    ).encode()
