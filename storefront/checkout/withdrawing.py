"""The withdrawal button (Directive (EU) 2023/2673), in two steps without a login.

First what of the order it is about, then a button that says what it does. A mail with
day and hour follows at once.
"""

import asyncio
import re
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import ValidationException
from litestar.params import FromPath
from litestar.response import Redirect

from ledger.orders.errors import MoveRefused
from ledger.orders.withdrawal import DAYS, withdraw, withdrawable
from storefront.checkout.carts import parts_of
from storefront.checkout.orders import opened
from storefront.http.sessions import Session
from storefront.pages.visit import Asked, Visit

_COUNT = re.compile(r"[0-9]{1,5}")
_PREFIX = "line-"


@get("/orders/{token:str}/withdraw")
async def withdrawal(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Show what can be withdrawn from, and the button that does it."""
    return await asyncio.to_thread(_show, request, token)


def _show(request: Asked, token: str) -> Response[Any]:
    found, parts = opened(request, token), parts_of(request)
    left = withdrawable(found, parts.clock())
    if not left:
        return _to_order(request, token)
    answer = Visit.of(request).page(
        "withdrawal.html",
        order=found.order,
        token=token,
        left=left,
        days=DAYS,
        field=Session.of(request).field,
    )
    answer.headers["x-robots-tag"] = "noindex"
    return answer


@post("/orders/{token:str}/withdraw")
async def confirm(request: Asked, token: FromPath[str]) -> Redirect:
    """Withdraw."""
    lines = await _asked(request)
    await asyncio.to_thread(_withdraw, request, token, lines)
    return _to_order(request, token)


def _withdraw(request: Asked, token: str, lines: dict[int, int]) -> None:
    parts, order = parts_of(request), opened(request, token).order
    try:
        with parts.ledger.write() as connection:
            withdraw(connection, order["order_id"], lines, parts.clock())
    except MoveRefused as error:
        raise ValidationException(str(error)) from error


async def _asked(request: Asked) -> dict[int, int]:
    """Return how many pieces of which lines a form names."""
    form = await request.form()
    asked: dict[int, int] = {}
    for name, said in form.multi_items():
        line = name.removeprefix(_PREFIX)
        if not name.startswith(_PREFIX) or not _COUNT.fullmatch(line):
            continue
        if not isinstance(said, str) or not _COUNT.fullmatch(said):
            raise ValidationException("pieces are said as a plain number")
        asked[int(line)] = int(said)
    return asked


def _to_order(request: Asked, token: str) -> Redirect:
    return Redirect(Visit.of(request).to(f"/orders/{token}"), status_code=303)


HANDLERS: tuple[Any, ...] = (withdrawal, confirm)
