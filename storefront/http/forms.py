"""The token that forms on private pages carry, so that no other page can send them.

It is made from the id of the visitor's session: another visitor's does not fit, nor one
from before the id changed. A visitor without a session has nothing to act upon, and
needs none. A button that also stands on pages for everyone leads to a handler with
`opt={FROM_ANYWHERE_HERE: True}`: there the origin of the request (origin.py) is enough.
"""

import hmac

from litestar.exceptions import PermissionDeniedException

from storefront.http.sessions import FIELD, Session
from storefront.http.wire import SAFE
from storefront.pages.visit import Asked

HEADER = "x-csrf-token"
FROM_ANYWHERE_HERE = "from_public_page"


async def refuse_forged(request: Asked) -> None:
    """Refuse a form that does not carry the token of its visitor's session."""
    if request.method in SAFE:
        return
    session: Session | None = request.scope["state"].get("session")
    if session is None or session.id is None:
        return
    if request.route_handler.opt.get(FROM_ANYWHERE_HERE):
        return
    sent = request.headers.get(HEADER) or (await request.form()).get(FIELD)
    if not isinstance(sent, str) or not _equal(sent, session.token):
        raise PermissionDeniedException


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())
