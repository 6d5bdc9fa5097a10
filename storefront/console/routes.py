"""Every address of the console, behind one door."""

from typing import Any
from urllib.parse import quote

from litestar import Response, Router, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from storefront.console import (
    approvals,
    coupons,
    export,
    fraud,
    hooks,
    live,
    login,
    me,
    orderdeeds,
    orderparts,
    pricedeeds,
    prices,
    queue,
    refund,
    schedules,
    shipping,
    stock,
    stockimport,
    suppliers,
    users,
)
from storefront.console.aside import aside
from storefront.console.boards import BOARDS
from storefront.console.desk import (
    Board,
    board_page,
    html,
    parts_of,
    plain,
    platform_of,
    rendered,
)
from storefront.console.door import Keeper, door, is_reading, refuse_forged
from storefront.http.problems import or_problem
from storefront.pages import refusals
from storefront.pages.faults import OTHER, WORDS
from storefront.pages.visit import Asked

_NOT_YOURS = (
    "That is not for you",
    "Your role does not allow it, or the page was open too long: load it anew.",
)


def _handler(board: Board) -> HTTPRouteHandler:
    async def show(request: Asked) -> Response[str]:
        query = plain(request.query_params.items())
        facts = parts_of(request), platform_of(request), board, Keeper.of(request)
        return html((await aside(board_page, *facts, query)).text)

    path = board.path.removeprefix("/console") or "/"
    opt = {"role": board.role}
    return get(path, name=f"console.{board.name}", opt=opt)(show)


def _refused(request: Asked, error: HTTPException) -> Response[Any]:
    """Ask who comes, or say in the console what is wrong."""
    state, status = request.scope["state"], error.status_code
    keeper: Keeper | None = state.get("keeper")
    if (
        status == 401
        and is_reading(request.scope)
        and "hx-request" not in request.headers
    ):
        to = quote(request.scope["path"], safe="/", errors="replace")
        return Redirect(f"/console/login?to={to}", status_code=303)
    if keeper is None:
        status = 403 if status == 401 else status
        return refusals.refused(request, HTTPException(status_code=status))
    title, text = _NOT_YOURS if status == 403 else WORDS.get(status, OTHER)
    page = rendered(parts_of(request), "refusal", keeper, title=title, text=text)
    return html(page, status)


ROUTER = Router(
    "/console",
    route_handlers=[
        *map(_handler, BOARDS.values()),
        *(
            one
            for module in (
                hooks,
                *(login, queue, schedules, approvals, users, me, live),
                *(
                    orderdeeds,
                    orderparts,
                    refund,
                    stock,
                    stockimport,
                    prices,
                    pricedeeds,
                    coupons,
                    export,
                    shipping,
                    suppliers,
                    fraud,
                ),
            )
            for one in module.HANDLERS
        ),
    ],
    guards=[door],
    before_request=refuse_forged,
    exception_handlers={HTTPException: or_problem(_refused)},
)
HANDLERS = (ROUTER,)
