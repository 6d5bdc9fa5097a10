"""What belongs to an order besides its money: suppliers, downloads, disputes."""

from typing import Any, get_args

from litestar import Response, post

from ledger.grants import deciding
from ledger.grants.rights import rights_of
from ledger.orders.disputes import disputes_of
from ledger.orders.show import Whole
from ledger.orders.supplied import SupplyState
from ledger.orders.supplierorders import MOVES, Said, move_supply, supplies_for
from ledger.orders.withdrawal import WITHDRAWN
from storefront.console.amounts import words_of
from storefront.console.desk import Asking, Did, Doing
from storefront.console.door import STAFF
from storefront.console.orderdeeds import deed_of, do
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_LONGEST = 200
_STATES: tuple[SupplyState, ...] = get_args(SupplyState)
_WORDS = ("reference", "carrier", "tracking", "why")


def parts_facts(asking: Asking, found: Whole) -> dict[str, object]:
    """Return what a page shows of an order besides its money."""
    order_id = found.order["order_id"]
    return {
        "supplies": supplies_for(asking.connection, order_id),
        "supply_moves": {
            state: [one for one in _STATES if one in to] for state, to in MOVES.items()
        },
        "rights": rights_of(asking.connection, order_id, asking.now),
        "disputes": disputes_of(asking.connection, order_id),
        "withdrawn": any(one["kind"] == WITHDRAWN for one in found.events),
    }


@post("/order/supply", opt=STAFF)
async def supply(request: Asked) -> Response[Any]:
    """Say how far a supplier is with a line."""
    return await do(request, _supply)


@post("/order/renew", opt=STAFF)
async def renew(request: Asked) -> Response[Any]:
    """Let a download hold as if it were new."""
    return await do(request, lambda doing, of: _decide(doing, of, "renewed"))


@post("/order/revoke", opt=STAFF)
async def revoke(request: Asked) -> Response[Any]:
    """Take a download back."""
    return await do(request, lambda doing, of: _decide(doing, of, "revoked"))


def _supply(doing: Doing, found: Whole) -> Did:
    form, number = doing.form, found.order["number"]
    to = next((one for one in _STATES if one == form.get("to")), None)
    supplies = supplies_for(doing.connection, found.order["order_id"])
    key = form.get("supply", "")
    one = next((one for one in supplies if str(one.supplier_order_id) == key), None)
    if to is None or one is None:
        raise DeedRefused(f"order {number} has no such supplier order.")
    words = {name: words_of(form.get(name, ""), name, _LONGEST) for name in _WORDS}
    known = {name: text for name, text in words.items() if text}
    said = Said(actor=doing.user.name, **known)
    if not move_supply(doing.connection, one.supplier_order_id, to, said, doing.now):
        raise DeedRefused(f"{one.title} is {to} already.")
    deed = deed_of(doing, found, "supply", line=one.line, to=to)
    return Did(f"{one.title} of order {number}: {to.replace('_', ' ')}.", (deed,))


def _decide(doing: Doing, found: Whole, what: str) -> Did:
    order_id, who = found.order["order_id"], doing.user.name
    lines = {str(one["line"]): one for one in found.lines}
    line = lines.get(doing.form.get("line", ""))
    decide = deciding.renew if what == "renewed" else deciding.revoke
    if line is None or not decide(
        doing.connection, order_id, line["line"], who, doing.now
    ):
        raise DeedRefused("there is no such download, or it is so already.")
    deed = deed_of(doing, found, f"download_{what}", line=line["line"])
    return Did(f"The download of {line['title']} is {what}.", (deed,))


HANDLERS = (supply, renew, revoke)
