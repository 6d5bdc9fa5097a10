"""The users, for owners: who they are, what they may do, and links that let them in."""

from collections.abc import Callable
from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from ledger import logins, users
from ledger.users import ROLES, Role, User
from storefront.console.aside import aside
from storefront.console.desk import (
    Asking,
    Board,
    Did,
    Doing,
    act,
    done,
    html,
    parts_of,
    rendered,
)
from storefront.console.door import OWNER, Keeper
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_HERE = "/console/users"


def _facts(asking: Asking) -> dict[str, object]:
    return {"users": users.listed(asking.connection), "roles": ROLES}


BOARD = Board("users", "Users", _facts, "owner")


@post("/users/add", opt=OWNER, status_code=200)
async def add(request: Asked) -> Response[Any]:
    """Add somebody, and show a link that lets them in, once."""
    return await _linked(request, _add)


@post("/users/link", opt=OWNER, status_code=200)
async def link(request: Asked) -> Response[Any]:
    """Show a link that lets somebody in once; older ones are dead."""
    return await _linked(request, _link)


@post("/users/role", opt=OWNER)
async def role(request: Asked) -> Response[Any]:
    """Let somebody do more or less."""
    return await act(request, _role, _HERE)


@post("/users/disable", opt=OWNER)
async def disable(request: Asked) -> Response[Any]:
    """Shut somebody out at once."""
    return await act(request, _disable, _HERE)


@post("/users/enable", opt=OWNER)
async def enable(request: Asked) -> Response[Any]:
    """Let somebody in again."""
    return await act(request, _enable, _HERE)


async def _linked(request: Asked, do: Callable[[Doing], Did]) -> Response[Any]:
    did = await done(request, do)
    if did is None:
        return Redirect(_HERE, status_code=303)
    parts, keeper = parts_of(request), Keeper.of(request)
    link_ = f"{parts.settings.address}/console/login?link={did.secret}"
    made = aside(rendered, parts, "link", keeper, said=did.said, link=link_)
    return html(await made)


def _add(doing: Doing) -> Did:
    role_ = _role_of(doing)
    user = users.add(doing.connection, doing.form.get("email", ""), role_, doing.now)
    deed = doing.deed("user.add", user.name, role=role_)
    token = logins.offer(doing.connection, user, doing.now)
    return Did(f"{user.email} is {role_} now.", (deed,), secret=token)


def _link(doing: Doing) -> Did:
    user = _user(doing)
    if user.disabled_at is not None:
        raise DeedRefused(f"{user.email} is disabled.")
    token = logins.offer(doing.connection, user, doing.now)
    deed = doing.deed("user.link", user.name)
    return Did(f"A link for {user.email} was made.", (deed,), secret=token)


def _role(doing: Doing) -> Did:
    user, role_ = _user(doing), _role_of(doing)
    if not users.give_role(doing.connection, user, role_):
        raise DeedRefused(f"{user.email} is {role_} already.")
    fields = {"user": str(user.user_id), "role": user.role}
    undo = {"action": "/console/users/role", "fields": fields}
    deed = doing.deed("user.role", user.name, role=role_)
    return Did(f"{user.email} is {role_} now.", (deed,), undo)


def _disable(doing: Doing) -> Did:
    user = _user(doing)
    if not users.disable(doing.connection, user, doing.now):
        raise DeedRefused(f"{user.email} is disabled already.")
    fields = {"user": str(user.user_id)}
    undo = {"action": "/console/users/enable", "fields": fields}
    said = f"{user.email} is shut out, wherever they were logged in."
    return Did(said, (doing.deed("user.disable", user.name),), undo)


def _enable(doing: Doing) -> Did:
    user = _user(doing)
    if not users.enable(doing.connection, user):
        raise DeedRefused(f"{user.email} is not disabled.")
    deed = doing.deed("user.enable", user.name)
    return Did(f"{user.email} may log in again.", (deed,))


def _user(doing: Doing) -> User:
    said = doing.form.get("user", "")
    if not (said.isascii() and said.isdigit() and len(said) < 19):
        raise DeedRefused("that names nobody.")
    return users.numbered(doing.connection, int(said))


def _role_of(doing: Doing) -> Role:
    for one in ROLES:
        if doing.form.get("role") == one:
            return one
    raise DeedRefused("a role is viewer, staff or owner.")


HANDLERS = (add, link, role, disable, enable)
