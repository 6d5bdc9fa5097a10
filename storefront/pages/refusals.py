"""Pages for what went wrong: they say so plainly and lead on, and tell nothing more."""

from typing import Any

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from storefront.pages.visit import Asked, Visit

log = structlog.get_logger()

_WORDS = {
    400: ("That address does not add up", "Part of it is not what this shop expects."),
    404: ("Nothing stands here", "The page you asked for is not, or no longer, here."),
    405: ("That cannot be done here", "This page can only be read."),
}
_OTHER = ("That did not work", "The request could not be answered as it was made.")
_BROKEN = ("Something broke on our side", "It has been noted. Please try again soon.")


def refused(request: Asked, error: HTTPException) -> Response[Any]:
    """Answer what cannot be answered; the error's own text is not shown."""
    if error.status_code >= 500:
        return broken(request, error)
    title, text = _WORDS.get(error.status_code, _OTHER)
    return _page(request, error.status_code, title, text)


def broken(request: Asked, error: Exception) -> Response[Any]:
    """Answer after a fault of the shop; the traceback goes to the log alone."""
    request_id = request.scope["state"]["request_id"]
    log.error("request_failed", request_id=request_id, exc_info=error)
    return _page(request, 500, *_BROKEN)


def _page(request: Asked, status: int, title: str, text: str) -> Response[str]:
    visit = Visit.of(request)
    categories = visit.shelf.categories() if status < 500 else []
    facts = {"title": title, "text": text, "code": status, "categories": categories}
    return visit.page("refusal.html", status=status, **facts)
