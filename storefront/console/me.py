"""One's own account: a password, and the end of all logins."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from ledger import logins, passwords, tries, users
from ledger.errors import PasswordRefused
from storefront.console.aside import aside
from storefront.console.desk import (
    Asking,
    Board,
    Did,
    Doing,
    act,
    done,
    parts_of,
    plain,
)
from storefront.console.door import VIEWER, Keeper, cookie
from storefront.errors import DeedRefused
from storefront.http.proxy import client, household
from storefront.pages.visit import Asked

_HERE = "/console/me"


def _facts(asking: Asking) -> dict[str, object]:
    return {"logins": logins.of_user(asking.connection, asking.user)}


BOARD = Board("me", "Your account", _facts)


@post("/me/password", opt=VIEWER)
async def password(request: Asked) -> Response[Any]:
    """Set or change one's own password; all other logins end."""
    place = household(client(request.scope))
    form = plain((await request.form()).items())
    why, held = await aside(_checked, request, form, place)
    if why:
        return await act(request, lambda _: _refuse(why), _HERE)
    did = await done(request, lambda doing: _set(doing, held))
    back = Redirect(_HERE, status_code=303)
    if did is not None:
        back.headers["set-cookie"] = cookie(request.scope, did.secret)
    return back


@post("/me/leave", opt=VIEWER)
async def leave_all(request: Asked) -> Response[Any]:
    """End all logins of this account, this one too."""
    await done(request, _leave)
    outside = Redirect("/console/login", status_code=303)
    outside.headers["set-cookie"] = cookie(request.scope, None)
    return outside


def _checked(request: Asked, form: dict[str, str], place: str) -> tuple[str, str]:
    """Return why a password is not taken, or what is held of it from now on."""
    parts, user = parts_of(request), Keeper.of(request).user
    new = form.get("new", "")
    if new != form.get("again"):
        return "The two passwords are not the same.", ""
    if user.has_password:
        # Whoever sits down at an open console knows no password.
        with parts.ledger.write() as connection:
            wait = tries.count(connection, user.email, place, parts.clock())
            held = users.password_hash(connection, user.email)
        if wait is not None or not passwords.fits(held, form.get("old", "")):
            return "The old password is not right, or was tried too often.", ""
    try:
        return "", passwords.hashed(new, user.email)
    except PasswordRefused as error:
        return str(error), ""


def _refuse(why: str) -> Did:
    raise DeedRefused(why)


def _set(doing: Doing, held: str) -> Did:
    connection, user = doing.connection, doing.user
    users.set_password(connection, user, held)
    tries.forget(connection, user.email)
    # The login that asked goes on, under an id that nobody had before.
    id_ = logins.begin(connection, user, doing.now)
    deed = doing.deed("user.password", user.name)
    return Did(
        "Your password is set; all other logins have ended.", (deed,), secret=id_
    )


def _leave(doing: Doing) -> Did:
    users.shut_out(doing.connection, doing.user)
    return Did("All logins ended.", (doing.deed("user.leave", doing.user.name),))


HANDLERS = (password, leave_all)
