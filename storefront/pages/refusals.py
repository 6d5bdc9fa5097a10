"""Pages for what went wrong: they say so plainly and lead on, and tell nothing more."""

import re
from typing import Any
from urllib.parse import unquote

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from storefront.catalogue.answers import Card
from storefront.catalogue.question import Question
from storefront.pages.faults import OTHER, WORDS
from storefront.pages.visit import Asked, Visit
from storefront.texts import clean

log = structlog.get_logger()

# Of an address these say where it leads, not what was looked for.
_PLACES = frozenset(
    {
        *(
            "products",
            "categories",
            "guides",
            "blog",
            "deals",
            "programmes",
            "de",
            "fr",
        ),
        *("html", "php", "pdf", "epub", "index", "en", "www", "www2", "item", "shop"),
    }
)
_WORD = re.compile(r"[^\W\d_]{3,40}")
_MOST_WORDS, _MOST_CARDS, _MOST_ASKED = 5, 4, 3


def refused(request: Asked, error: HTTPException) -> Response[Any]:
    """Answer what cannot be answered; the error's own text is not shown."""
    if error.status_code >= 500:
        return broken(request, error)
    title, text = WORDS.get(error.status_code, OTHER)
    visit = Visit.of(request)
    words = searched(visit.path) if error.status_code == 404 else ""
    return _page(
        visit,
        error.status_code,
        (title, text),
        words=words,
        cards=_nearest(visit, words),
        categories=visit.shelf.categories(),
    )


def broken(request: Asked, error: Exception) -> Response[Any]:
    """Answer after a fault of the shop; the traceback goes to the log alone."""
    request_id = request.scope["state"]["request_id"]
    log.error("request_failed", request_id=request_id, exc_info=error)
    # Nothing is asked of the shelf: it may be what broke.
    return _page(Visit.of(request), 500, WORDS[503])


def searched(path: str) -> str:
    """Return the words of an address that may say what was looked for."""
    found = _WORD.findall(clean(unquote(path), 400) or "")
    words = [word for word in found if word.lower() not in _PLACES]
    return " ".join(words[-_MOST_WORDS:])


def _nearest(visit: Visit, words: str) -> tuple[Card, ...]:
    """Return some products that the words of an address name, all of them or one.

    What was only nearly written so is passed over: most addresses name no product.
    """
    asked = [words, *reversed(words.split())] if words else []
    for text in asked[:_MOST_ASKED]:
        found = visit.shelf.find(Question(text=text))
        if found.cards and found.spelled is None:
            return found.cards[:_MOST_CARDS]
    return ()


def _page(
    visit: Visit, status: int, said: tuple[str, str], **ways: object
) -> Response[str]:
    title, text = (visit.words(one) for one in said)
    facts = {"words": "", "cards": (), "categories": [], **ways}
    return visit.page(
        "refusal.html", status=status, code=status, title=title, text=text, **facts
    )
