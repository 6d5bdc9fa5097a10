"""Requests that change something come from pages of this shop, or not at all.

Browsers say where a request comes from, and no page can make them lie about it: in
Sec-Fetch-Site (over https and on this machine), in Origin, or in older ones in Referer.
A request that says nothing of the kind is refused. With cookies that are SameSite=Lax
this protects the buttons on kept pages, which are the same for everyone and so cannot
hold a secret; forms on private pages carry a token besides (forms.py).
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.http.outside import is_from_outside
from storefront.http.problems import refuse
from storefront.http.wire import SAFE, header, method
from storefront.pages.words import msg

_ELSEWHERE = msg("This form was not sent from a page of this shop.")
_NO_NAME = msg(
    "This shop does not know its name. Its owner sets it as shop.url; until then forms"
    " work under its IP address and on its own machine."
)


class SameOrigin:
    """Refuses to change anything for a page of someone else."""

    def __init__(self, url: str | None) -> None:
        self._own = urlsplit(url).netloc.lower() if url else None

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if method(scope) not in SAFE and not is_from_outside(scope["path"]):
                refusal = self._refusal(scope)
                if refusal is not None:
                    await refuse(scope, send, 403, refusal)
                    return
            await app(scope, receive, send)

        return guarded

    def _refusal(self, scope: Scope) -> str | None:
        site = header(scope, b"sec-fetch-site")
        if site not in {None, b"same-origin"}:
            return _ELSEWHERE
        sent_from = header(scope, b"origin") or header(scope, b"referer")
        if sent_from is None:
            return None if site else _ELSEWHERE
        origin = _host_of(sent_from)
        host = (header(scope, b"host") or b"").decode("latin-1").lower()
        if origin is not None and origin == self._own:
            return None
        if origin is None or origin != host:
            return _ELSEWHERE
        # A stranger's name may be made to lead here for a while (DNS rebinding); then
        # name and origin agree. No name is trusted but the shop's own.
        return None if _needs_no_dns(host) else _NO_NAME


def _host_of(address: bytes) -> str | None:
    try:
        parts = urlsplit(address.decode("latin-1").lower())
    except ValueError:
        return None
    return parts.netloc if parts.scheme in {"http", "https"} and parts.netloc else None


def _needs_no_dns(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
