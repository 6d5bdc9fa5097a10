"""What one request, and one visitor, may ask of the shop."""

import math

from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.http.buckets import Buckets, Rate
from storefront.http.kinds import Kind, kind_of
from storefront.http.problems import refuse
from storefront.http.proxy import client, household, is_near
from storefront.http.sharing import FOLDER
from storefront.http.wire import header
from storefront.pages.words import msg
from storefront.parts import Parts
from storefront.settings import ShopSettings

# Nothing here takes more than a form.
LARGEST_BODY = 64_000
_LONGEST_PATH = 2_000
_LONGEST_QUERY = 4_000
# Browsers send one or two thousand bytes; cookies of a whole domain may be some more.
_LARGEST_HEAD = 32_000
_LONGEST_NUMBER = 18

# As many as LARGEST_BODY and _LARGEST_HEAD say.
_BODY = msg("A request holds at most 64,000 bytes.")
_HEAD = msg("The headers of a request hold at most 32,000 bytes.")
_TOO_FAST = msg("Too many requests: please try again in {n} s.")


class Limits:
    """Refuses what is too long, too large, or too often."""

    def __init__(self, parts: Parts) -> None:
        self._rates = _rates(parts.settings) if parts.settings.limits else {}
        self._buckets = Buckets(parts.home / FOLDER / "limits")

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def limited(scope: Scope, receive: Receive, send: Send) -> None:
            if refusal := _oversize(scope):
                await refuse(scope, send, *refusal)
                return
            early_s = self._early_s(scope)
            if early_s:
                seconds = math.ceil(early_s)
                more = [(b"retry-after", b"%d" % seconds)]
                await refuse(scope, send, 429, (_TOO_FAST, seconds), more)
                return
            await app(scope, receive, send)

        return limited

    def _early_s(self, scope: Scope) -> float:
        kind = kind_of(scope)
        rate = self._rates.get(kind)
        if rate is None or (kind == "probe" and _is_free(scope)):
            return 0.0
        return self._buckets.take(f"{kind} {household(client(scope))}".encode(), rate)


def _rates(settings: ShopSettings) -> dict[Kind, Rate]:
    """Return the rate of each kind."""
    return {
        "page": Rate.per_minute(settings.pages_per_minute),
        "search": Rate.per_minute(settings.searches_per_minute),
        "action": Rate.per_minute(settings.actions_per_minute),
        "api": Rate.per_minute(settings.api_per_minute),
        "go": Rate.per_minute(settings.go_per_minute),
        "file": Rate.per_minute(settings.files_per_minute),
        "probe": Rate.per_minute(settings.api_per_minute),
    }


def _is_free(scope: Scope) -> bool:
    """Say whether a probe has no rate: /health asks nothing of anybody."""
    return scope["path"] == "/health" or is_near(scope)


def _oversize(scope: Scope) -> tuple[int, str] | None:
    if (
        len(scope["path"]) > _LONGEST_PATH
        or len(scope["query_string"]) > _LONGEST_QUERY
    ):
        return 414, msg("This address is too long.")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > _LARGEST_HEAD:
        return 431, _HEAD
    length = header(scope, b"content-length")
    if length is None:
        return None
    if not length.isdigit():
        return 400, msg("The length of the request is not a number.")
    if len(length) > _LONGEST_NUMBER or int(length) > LARGEST_BODY:
        return 413, _BODY
    return None
