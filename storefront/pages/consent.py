"""The choice of a visitor: be remembered under a random name, or not at all.

No is as easy as yes, and takes back what was noted. Nobody is asked on the way: the
page is there for whoever looks for it.
"""

from typing import Literal

import msgspec
from litestar import Response, get, post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from storefront.events.agreed import VERSION, new_value, pseudonym, set_cookie
from storefront.events.event import Event, event_id, moment
from storefront.events.views import agreed_visitor, is_secure
from storefront.http.sessions import Session
from storefront.pages.visit import Asked, Visit
from storefront.parts import Parts


class Choice(msgspec.Struct, frozen=True):
    """What the form sends."""

    choice: Literal["yes", "no"]


@get("/consent", sync_to_thread=False)
def consent(request: Asked) -> Response[str]:
    """Ask, and say what was chosen before."""
    return Visit.of(request).page(
        "consent.html",
        agreed=agreed_visitor(request.scope) is not None,
        field=Session.of(request).field,
        version=VERSION,
    )


@post("/consent", sync_to_thread=False)
def choose(request: Asked, data: URLEncodedBody[Choice]) -> Redirect:
    """Take the choice."""
    if data.choice == "no":
        return forget(request, "/consent")
    parts: Parts = request.app.state["parts"]
    to = Redirect(Visit.of(request).to("/for-you"), status_code=303)
    if agreed_visitor(request.scope) is None:
        value = new_value()
        _note(parts, "consent", pseudonym(value), f"yes {VERSION}")
        to.headers["set-cookie"] = set_cookie(value, secure=is_secure(request.scope))
    return to


def forget(request: Asked, then: str) -> Redirect:
    """Drop the visitor's name and all that was noted under it; the lake follows."""
    parts: Parts = request.app.state["parts"]
    to = Redirect(Visit.of(request).to(then), status_code=303)
    visitor = agreed_visitor(request.scope)
    if visitor:
        # First the wish that lasts: what follows can be done again.
        _note(parts, "forget", visitor, None)
        parts.visitors.forget(visitor)
    to.headers["set-cookie"] = set_cookie("", secure=is_secure(request.scope))
    return to


def _note(
    parts: Parts, kind: Literal["consent", "forget"], visitor: str, variant: str | None
) -> None:
    now = parts.clock()
    event = Event(
        event_id=event_id(now),
        ts=moment(now),
        kind=kind,
        visitor=visitor,
        variant=variant,
    )
    parts.events.append(event)


HANDLERS = (consent, choose)
