"""The way in and the way out: a link that works once, or a password.

The answer is the same, and takes as long, whether an address has a user or not. A link
is used by its button, not by being opened: what looks at links in mails uses none up.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect

from ledger import audit, logins, passwords, tries, users
from ledger.users import User
from storefront.console.aside import aside
from storefront.console.desk import html, parts_of, plain, rendered
from storefront.console.door import VIEWER, WAY_IN, Keeper, cookie, sent_id
from storefront.http.forms import FROM_ANYWHERE_HERE
from storefront.http.proxy import client, household
from storefront.pages.visit import Asked
from storefront.parts import Parts

log = structlog.get_logger()

_HERE = re.compile(r"/console(/[a-z]+)?(\?[A-Za-z0-9=&%._-]*)?")
_NO_LINK = "This link was used already, or is older than half an hour."
_WRONG = "The address and the password do not go together."


@dataclass(frozen=True, slots=True)
class _Answer:
    """Who is in, under which id; or why nobody is."""

    user: User | None = None
    id: str = ""
    why: str = ""
    wait: timedelta | None = None


@get("/login", opt=WAY_IN)
async def login(
    request: Asked, link: FromQuery[str] = "", to: FromQuery[str] = ""
) -> Response[Any]:
    """Ask who comes, unless that is known."""
    if request.scope["state"]["keeper"] is not None and not link:
        return Redirect(_inside(to), status_code=303)
    is_open = bool(link) and await aside(_is_open, parts_of(request), link)
    why = _NO_LINK if link and not is_open else ""
    return _form(request, to, link if is_open else "", why, 200)


# Before a login there is no token; the origin of the form is asked for all the same.
@post("/enter", opt={**WAY_IN, FROM_ANYWHERE_HERE: True}, status_code=200)
async def enter(request: Asked) -> Response[Any]:
    """Let somebody in, under an id that nobody had before."""
    form = plain((await request.form()).items())
    parts, place = parts_of(request), household(client(request.scope))
    old = sent_id(request.scope)
    let_in = _by_link if form.get("link") else _by_password
    answer = await aside(_let_in, parts, let_in, form, place)
    if answer.user is None:
        shown = _form(request, form.get("to", ""), "", answer.why, 400)
        if answer.wait is not None:
            shown.status_code = 429
            shown.set_header("retry-after", str(int(answer.wait.total_seconds()) + 1))
        return shown
    if old is not None:
        await aside(_end, parts, old)
    inside = Redirect(_inside(form.get("to", "")), status_code=303)
    inside.headers["set-cookie"] = cookie(request.scope, answer.id)
    return inside


@post("/leave", opt=VIEWER)
async def leave(request: Asked) -> Response[Any]:
    """End this login."""
    await aside(_end, parts_of(request), Keeper.of(request).id)
    outside = Redirect("/console/login", status_code=303)
    outside.headers["set-cookie"] = cookie(request.scope, None)
    return outside


def _is_open(parts: Parts, link: str) -> bool:
    with parts.ledger.read() as connection:
        return logins.is_open(connection, link, parts.clock())


def _let_in(parts: Parts, by: Any, form: dict[str, str], place: str) -> _Answer:
    answer: _Answer = by(parts, form, place, parts.clock())
    if answer.user is None:
        log.info("console.login_refused", by=by.__name__.removeprefix("_by_"))
    return answer


def _by_link(parts: Parts, form: dict[str, str], _place: str, now: datetime) -> _Answer:
    # Who only guesses makes no writer wait.
    if not _is_open(parts, form["link"]):
        return _Answer(why=_NO_LINK)
    with parts.ledger.write() as connection:
        user = logins.redeem(connection, form["link"], now)
        if user is None:
            return _Answer(why=_NO_LINK)
        id_ = logins.begin(connection, user, now)
        deed = audit.Deed(user.name, "console.login", user.name, {"by": "link"})
        audit.record(connection, deed, now)
    return _Answer(user, id_)


def _by_password(
    parts: Parts, form: dict[str, str], place: str, now: datetime
) -> _Answer:
    email, password = form.get("email", ""), form.get("password", "")
    with parts.ledger.write() as connection:
        wait = tries.count(connection, email, place, now)
    if wait is not None:
        minutes = int(wait.total_seconds()) // 60 + 1
        return _Answer(why=f"Too many tries: wait {minutes} minutes.", wait=wait)
    with parts.ledger.read() as connection:
        held = users.password_hash(connection, email)
    if not passwords.fits(held, password) or held is None:
        return _Answer(why=_WRONG)
    fresh = passwords.renewed(held, password)
    with parts.ledger.write() as connection:
        user = users.find(connection, email)
        # Meanwhile the user may have been shut out, or the password changed.
        if user is None or users.password_hash(connection, email) != held:
            return _Answer(why=_WRONG)
        tries.forget(connection, email)
        users.renew(connection, user, fresh)
        id_ = logins.begin(connection, user, now)
        deed = audit.Deed(user.name, "console.login", user.name, {"by": "password"})
        audit.record(connection, deed, now)
    return _Answer(user, id_)


def _end(parts: Parts, id_: str) -> None:
    with parts.ledger.write() as connection:
        logins.leave(connection, id_)


def _form(request: Asked, to: str, link: str, why: str, status: int) -> Response[str]:
    facts = {
        "to": _inside(to),
        "link": link,
        "why": why,
        "is_plain": request.scope["state"]["plain"],
    }
    return html(rendered(parts_of(request), "login", None, **facts), status)


def _inside(to: str) -> str:
    """Return the page to go to; only pages of the console are."""
    return to if _HERE.fullmatch(to) else "/console"


HANDLERS = (login, enter, leave)
