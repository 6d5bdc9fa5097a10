"""Endpoints: other programs that are told of orders, and whether they heard."""

from typing import Any

import msgspec
from litestar import Response, post
from litestar.response import Redirect

from connect.hooks.signing import secret_of
from lake.salt import home_salt
from ledger.hooks import deliveries, endpoints
from ledger.hooks.deliveries import Delivery
from ledger.hooks.endpoints import Endpoint
from ledger.hooks.kinds import KINDS
from ledger.hooks.putting import put_message, put_test
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

_HERE = "/console/hooks"
_SHOWN = 8


class Shown(msgspec.Struct, frozen=True):
    """An endpoint with the latest tries to tell it something."""

    endpoint: Endpoint
    tries: list[Delivery]


def _facts(asking: Asking) -> dict[str, object]:
    shown = [
        Shown(one, deliveries.latest(asking.connection, one.endpoint_id, _SHOWN))
        for one in endpoints.listed(asking.connection)
    ]
    return {"shown": shown, "kinds": KINDS}


BOARD = Board("hooks", "Webhooks", _facts, "owner")


@post("/hooks/add", opt=OWNER, status_code=200)
async def add(request: Asked) -> Response[Any]:
    """Add an endpoint, and show its secret."""
    kinds = tuple(str(one) for one in (await request.form()).getall("kinds", []))
    return await _secret_shown(request, lambda doing: _add(doing, kinds))


@post("/hooks/secret", opt=OWNER, status_code=200)
async def secret(request: Asked) -> Response[Any]:
    """Show the secret of an endpoint again."""
    return await _secret_shown(request, _show)


@post("/hooks/renew", opt=OWNER, status_code=200)
async def renew(request: Asked) -> Response[Any]:
    """Give an endpoint another secret, and show it."""
    return await _secret_shown(request, _renew)


@post("/hooks/test", opt=OWNER)
async def test(request: Asked) -> Response[Any]:
    """Send an endpoint a message that says nothing."""
    return await act(request, _test, _HERE)


@post("/hooks/again", opt=OWNER)
async def again(request: Asked) -> Response[Any]:
    """Send a message once more."""
    return await act(request, _again, _HERE)


@post("/hooks/pause", opt=OWNER)
async def pause(request: Asked) -> Response[Any]:
    """Tell an endpoint nothing for now."""
    return await act(request, _pause, _HERE)


@post("/hooks/resume", opt=OWNER)
async def resume(request: Asked) -> Response[Any]:
    """Tell an endpoint again."""
    return await act(request, _resume, _HERE)


@post("/hooks/remove", opt=OWNER)
async def remove(request: Asked) -> Response[Any]:
    """Take an endpoint away that is paused, for good."""
    return await act(request, _remove, _HERE)


async def _secret_shown(request: Asked, do: Any) -> Response[Any]:
    did: Did | None = await done(request, do)
    if did is None:
        return Redirect(_HERE, status_code=303)
    parts, keeper = parts_of(request), Keeper.of(request)
    made = aside(
        rendered, parts, "hooksecret", keeper, said=did.said, secret=did.secret
    )
    return html(await made)


def _add(doing: Doing, kinds: tuple[str, ...]) -> Did:
    url = doing.form.get("url", "").strip()
    one = endpoints.add(doing.connection, url, kinds, doing.user.name, doing.now)
    deed = doing.deed("hooks.add", one.endpoint_id, url=url, kinds=list(one.kinds))
    return Did(f"{url} will be told.", (deed,), secret=_secret_of(doing, one))


def _show(doing: Doing) -> Did:
    one = _endpoint(doing)
    deed = doing.deed("hooks.secret", one.endpoint_id)
    return Did(f"The secret of {one.url}.", (deed,), secret=_secret_of(doing, one))


def _renew(doing: Doing) -> Did:
    one = endpoints.renew(doing.connection, _endpoint(doing).endpoint_id)
    deed = doing.deed("hooks.renew", one.endpoint_id)
    said = f"Messages to {one.url} are signed by this secret from now on."
    return Did(said, (deed,), secret=_secret_of(doing, one))


def _test(doing: Doing) -> Did:
    one = _endpoint(doing)
    if one.paused_at is not None:
        raise DeedRefused(f"{one.url} is paused: resume it first.")
    put_test(doing.connection, one.endpoint_id, doing.now)
    deed = doing.deed("hooks.test", one.endpoint_id)
    return Did(f"A test is on its way to {one.url}.", (deed,))


def _again(doing: Doing) -> Did:
    said = doing.form.get("delivery", "")
    is_one = said.isascii() and said.isdigit() and len(said) < 19
    found = deliveries.delivery(doing.connection, int(said)) if is_one else None
    if found is None:
        raise DeedRefused("that try is no longer kept.")
    one = _endpoint(doing)
    if one.paused_at is not None:
        raise DeedRefused(f"{one.url} is paused: resume it first.")
    put_message(doing.connection, one.endpoint_id, found.message, doing.now)
    deed = doing.deed("hooks.again", one.endpoint_id, message=found.message_id)
    return Did(f"{found.kind} is on its way to {one.url} again.", (deed,))


def _pause(doing: Doing) -> Did:
    one = _endpoint(doing)
    if not endpoints.pause(doing.connection, one.endpoint_id, "asked", doing.now):
        raise DeedRefused(f"{one.url} is paused already.")
    undo = {"action": f"{_HERE}/resume", "fields": {"endpoint": one.endpoint_id}}
    deed = doing.deed("hooks.pause", one.endpoint_id)
    said = f"{one.url} is told nothing now, and will not hear of it later."
    return Did(said, (deed,), undo)


def _resume(doing: Doing) -> Did:
    one = _endpoint(doing)
    if not endpoints.resume(doing.connection, one.endpoint_id):
        raise DeedRefused(f"{one.url} is not paused.")
    deed = doing.deed("hooks.resume", one.endpoint_id)
    return Did(f"{one.url} is told again, from now on.", (deed,))


def _remove(doing: Doing) -> Did:
    one = _endpoint(doing)
    if one.paused_at is None:
        raise DeedRefused(f"{one.url} is being told: pause it first.")
    endpoints.remove(doing.connection, one.endpoint_id)
    deed = doing.deed("hooks.remove", one.endpoint_id, url=one.url)
    return Did(f"{one.url} was taken away.", (deed,))


def _endpoint(doing: Doing) -> Endpoint:
    return endpoints.found(doing.connection, doing.form.get("endpoint", ""))


def _secret_of(doing: Doing, one: Endpoint) -> str:
    return secret_of(home_salt(doing.parts.home), one.endpoint_id, one.version)


HANDLERS = (add, secret, renew, test, again, pause, resume, remove)
