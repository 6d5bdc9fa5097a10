"""Refusals for programs (RFC 9457), and those that are made without a page."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from html import escape
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException
from litestar.types import Method, Scope, Send

from storefront.http.kinds import DOCS
from storefront.http.wire import Headers, header
from storefront.pages.faults import OTHER, WORDS
from storefront.pages.words import SOURCE, Words, all_words, msg, prefixed

_MEDIA_TYPE = "application/problem+json"
_PAGE = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    "<title>{title}</title><h1>{title}</h1><p>{detail}</p>"
    '<p><a href="{first}">{back}</a></p></html>\n'
)
# Refusals that say which of what was sent is wrong.
_TOLD = frozenset({400, 404, 409, 415, 422, 503})
_METHODS: tuple[Method, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_BACK = msg("Go to the first page")
# One text, or one with the number that {n} in it stands for.
Detail = str | tuple[str, int]
_Answer = Callable[[Request[Any, Any, Any], Any], Response[Any]]


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a program learns of a refusal: nothing of how the shop is made."""

    title: str
    status: int
    request_id: str
    detail: str = ""
    # Which parameters are wrong, and how.
    errors: tuple[dict[str, str], ...] = ()


def wants_json(scope: Scope) -> bool:
    """Say whether an answer is for a program: it asks the API, or for JSON alone."""
    path = scope["path"]
    if path.startswith("/api/") and path != DOCS:
        return True
    accepted = (header(scope, b"accept") or b"").lower()
    return b"json" in accepted and b"html" not in accepted


def or_problem(page: _Answer) -> _Answer:
    """Return an exception handler that answers programs, and leaves others to `page`."""

    def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        shown = page(request, error)
        if wants_json(request.scope):
            status = shown.status_code or 500
            problem = _problem(request.scope, status, error)
            shown = Response(problem, status_code=status, media_type=_MEDIA_TYPE)
        if isinstance(error, MethodNotAllowedException):
            shown.set_header("allow", ", ".join(_allowed(request)))
        return shown

    return answer


def _allowed(request: Request[Any, Any, Any]) -> Iterator[str]:
    """Name the methods that the address does take, as RFC 9110 asks."""
    path, router = request.scope["path"], request.app.asgi_router
    for method in _METHODS:
        with suppress(HTTPException):
            router.handle_routing(path, method)
            yield from ("GET", "HEAD") if method == "GET" else (method,)


def _problem(scope: Scope, status: int, error: Exception) -> Problem:
    told = isinstance(error, HTTPException) and status in _TOLD
    extra = getattr(error, "extra", None) if told else None
    wrong = [one for one in extra if isinstance(one, dict)] if extra else []
    return Problem(
        HTTPStatus(status).phrase,
        status,
        scope["state"]["request_id"],
        errors=tuple(
            {"name": str(one.get("key", "")), "reason": str(one.get("message", ""))}
            for one in wrong
        ),
    )


async def refuse(
    scope: Scope,
    send: Send,
    status: int,
    detail: Detail,
    more: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """Refuse a request before anything is made for it."""
    if wants_json(scope):
        title, said = HTTPStatus(status).phrase, _said(all_words()[SOURCE], detail)
        problem = Problem(title, status, scope["state"]["request_id"], said)
        body, media_type = msgspec.json.encode(problem), _MEDIA_TYPE
    else:
        page = _page(_words(scope), status, detail)
        body, media_type = page.encode(), "text/html; charset=utf-8"
    headers: Headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _page(words: Words, status: int, detail: Detail) -> str:
    return _PAGE.format(
        language=words.language,
        title=escape(words(WORDS.get(status, OTHER)[0])),
        detail=escape(_said(words, detail)),
        first=words.to("/"),
        back=escape(words(_BACK)),
    )


def _words(scope: Scope) -> Words:
    # What refuses early sees the path with its language still before it.
    language = scope["state"].get("language") or prefixed(scope["path"]) or SOURCE
    return all_words()[language]


def _said(words: Words, detail: Detail) -> str:
    return words(detail) if isinstance(detail, str) else words(detail[0], n=detail[1])
