"""The door of the console: nobody passes whose role was not asked for.

Each route says in its `opt` who may come: {"role": "viewer"}, or ANYONE for the way in.
A route that says nothing lets nobody in. Whatever changes something carries the token
of its login, beside the origin that every form of the shop is asked for.
"""

import hmac
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Self

from litestar.connection import ASGIConnection
from litestar.exceptions import (
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope
from markupsafe import Markup

from ledger import logins
from ledger.logins import Login
from ledger.users import Role, User
from storefront.console.aside import aside
from storefront.http.sessions import FIELD
from storefront.http.wire import SAFE, all_of, method
from storefront.pages.visit import Asked
from storefront.pages.words import SOURCE
from storefront.parts import Parts

ANYONE = "anyone"
VIEWER, STAFF, OWNER = ({"role": role} for role in ("viewer", "staff", "owner"))
WAY_IN = {"role": ANYONE}
_ID = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who is logged in, during one request."""

    id: str
    login: Login

    @classmethod
    def of(cls, request: Asked) -> Self:
        """Return who asks; the door has let nobody else pass."""
        keeper: Self = request.scope["state"]["keeper"]
        return keeper

    @property
    def user(self) -> User:
        """The person."""
        return self.login.user

    @property
    def token(self) -> str:
        """What forms of this login carry; it tells nothing of the id."""
        return blake2b(self.id.encode(), digest_size=16, person=b"console").hexdigest()

    @property
    def field(self) -> Markup:
        """The token as a field of a form."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(
            FIELD, self.token
        )


async def door(
    connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler
) -> None:
    """Let those pass who may; the others hear why not."""
    scope = connection.scope
    wanted: Role | None = route.opt.get("role")
    if scope["state"].get("language", SOURCE) != SOURCE:
        # The console speaks one language, under one address.
        raise NotFoundException
    parts: Parts = scope["litestar_app"].state["parts"]
    is_by_itself = b"hx-request" in dict(scope["headers"])
    keeper = await aside(_keeper, parts, sent_id(scope), is_by_itself)
    scope["state"]["keeper"] = keeper
    if wanted == ANYONE:
        return
    if keeper is None:
        raise NotAuthorizedException
    if wanted is None or not keeper.user.may(wanted):
        raise PermissionDeniedException


async def refuse_forged(request: Asked) -> None:
    """Refuse a form that does not carry the token of its login."""
    if request.method in SAFE or request.route_handler.opt["role"] == ANYONE:
        return
    sent = (await request.form()).get(FIELD)
    wanted = Keeper.of(request).token
    if not isinstance(sent, str) or not _equal(sent, wanted):
        raise PermissionDeniedException


def sent_id(scope: Scope) -> str | None:
    """Return the id in the cookie, if it looks like one."""
    wanted = _cookie_name(scope)
    for pair in all_of(scope, b"cookie").decode("latin-1").replace(",", ";").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == wanted and _ID.fullmatch(value):
            return value
    return None


def cookie(scope: Scope, id_: str | None) -> str:
    """Return the cookie that holds a login, or that takes it away."""
    lasts_s = int(logins.LONGEST.total_seconds()) if id_ else 0
    # Only over https can it be bound to this very host, and only with this path.
    is_safe = scope["scheme"] == "https"
    where = "Path=/; Secure" if is_safe else "Path=/console"
    return (
        f"{_cookie_name(scope)}={id_ or ''}; Max-Age={lasts_s}; HttpOnly;"
        f" SameSite=Lax; {where}"
    )


def _cookie_name(scope: Scope) -> str:
    return "__Host-console" if scope["scheme"] == "https" else "console"


def _keeper(parts: Parts, id_: str | None, is_by_itself: bool) -> Keeper | None:
    if id_ is None:
        return None
    now = parts.clock()
    with parts.ledger.read() as connection:
        login = logins.who(connection, id_, now)
    if login is None:
        return None
    # A page that follows what goes on by itself is not used by anybody.
    if not is_by_itself and logins.is_to_note(login, now):
        with parts.ledger.write() as connection:
            logins.note(connection, login, now)
    return Keeper(id_, login)


def is_reading(scope: Scope) -> bool:
    """Say whether a request only reads."""
    return method(scope) in SAFE


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())
