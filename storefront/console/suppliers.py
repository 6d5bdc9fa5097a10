"""Suppliers: who sends what, at which cost, and who is asked when the first cannot."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response, post

from ledger.orders.supplierorders import supplies_in
from ledger.orders.suppliers import (
    Supplier,
    Supply,
    add_supplier,
    all_suppliers,
    change_supplier,
    end_supply,
    supplies_of,
    supply,
)
from storefront.console.amounts import minor_of, pieces_of, words_of
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_HERE = "/console/suppliers"
_LONGEST, _SHOWN = 200, 50


def _facts(asking: Asking) -> dict[str, object]:
    sku, connection = asking.query.get("sku", "").strip()[:60], asking.connection
    everybody = all_suppliers(connection)
    return {
        "suppliers": everybody,
        "names": {one.supplier_id: one.name for one in everybody},
        "wanted": supplies_in(connection, "wanted", _SHOWN),
        "to_cancel": supplies_in(connection, "to_cancel", _SHOWN),
        "sku": sku,
        "supplies": supplies_of(connection, sku) if sku else [],
        "currency": asking.parts.settings.currency,
    }


BOARD = Board("suppliers", "Suppliers", _facts)


@post("/suppliers/add", opt=STAFF)
async def add(request: Asked) -> Response[Any]:
    """Add a supplier."""
    return await act(request, _add, _HERE)


@post("/suppliers/change", opt=STAFF)
async def change(request: Asked) -> Response[Any]:
    """Let a supplier rest, or be asked again."""
    return await act(request, _change, _HERE)


@post("/suppliers/supply", opt=STAFF)
async def offer(request: Asked) -> Response[Any]:
    """Say that a supplier has a sku."""
    return await act(request, _offer, _HERE)


@post("/suppliers/supply/end", opt=STAFF)
async def offer_end(request: Asked) -> Response[Any]:
    """Say that a supplier has a sku no longer."""
    return await act(request, _offer_end, _HERE)


def _add(doing: Doing) -> Did:
    form, most = doing.form, _number(doing.form, "days_to")
    wanted = Supplier(
        name=words_of(form.get("name", ""), "the name", _LONGEST),
        contact=words_of(form.get("contact", ""), "the contact", _LONGEST),
        days_from=_number(form, "days_from") or (None if most is None else 0),
        days_to=most,
    )
    made = add_supplier(doing.connection, wanted, doing.now)
    deed = doing.deed("supplier.added", f"supplier {made.supplier_id}")
    return Did(f"{made.name} is a supplier now.", (deed,), _undo(made, active=False))


def _change(doing: Doing) -> Did:
    one, active = _known(doing), doing.form.get("active") == "1"
    change_supplier(
        doing.connection, msgspec.structs.replace(one, active=active), doing.now
    )
    deed = doing.deed("supplier.changed", f"supplier {one.supplier_id}", active=active)
    said = "is asked again" if active else "rests: it is asked for nothing new"
    return Did(f"{one.name} {said}.", (deed,), _undo(one, active=one.active))


def _undo(one: Supplier, *, active: bool) -> dict[str, object]:
    fields = {"supplier": one.supplier_id, "active": "1" if active else "0"}
    return {"action": f"{_HERE}/change", "fields": fields}


def _offer(doing: Doing) -> Did:
    form, one = doing.form, _known(doing)
    currency = doing.parts.settings.currency
    wanted = Supply(
        sku=words_of(form.get("sku", ""), "the sku", 60),
        supplier_id=one.supplier_id,
        cost_minor=minor_of(form.get("cost", ""), currency, "the cost"),
        currency=currency,
        rank=_number(form, "rank") or 1,
        their_sku=words_of(form.get("their_sku", ""), "their sku", _LONGEST),
    )
    supply(doing.connection, wanted, doing.now)
    facts = {"sku": wanted.sku, "cost_minor": wanted.cost_minor, "rank": wanted.rank}
    deed = doing.deed("supplier.supply", f"supplier {one.supplier_id}", **facts)
    fields = {"supplier": one.supplier_id, "sku": wanted.sku}
    undo = {"action": f"{_HERE}/supply/end", "fields": fields}
    return Did(f"{one.name} has {wanted.sku}.", (deed,), undo)


def _offer_end(doing: Doing) -> Did:
    one, sku = _known(doing), doing.form.get("sku", "")
    if not end_supply(doing.connection, sku, one.supplier_id):
        raise DeedRefused(f"{one.name} has no {sku[:60]!r}.")
    facts = {"sku": sku, "ended": True}
    deed = doing.deed("supplier.supply", f"supplier {one.supplier_id}", **facts)
    return Did(f"{one.name} has {sku} no longer.", (deed,))


def _known(doing: Doing) -> Supplier:
    number = pieces_of(doing.form.get("supplier", ""), "the supplier")
    for one in all_suppliers(doing.connection):
        if one.supplier_id == number:
            return one
    raise DeedRefused("there is no such supplier.")


def _number(form: Mapping[str, str], name: str) -> int | None:
    said = form.get(name, "").strip()
    return pieces_of(said, name.replace("_", " ")) if said else None


HANDLERS = (add, change, offer, offer_end)
