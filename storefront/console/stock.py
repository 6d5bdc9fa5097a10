"""The stock: what is at hand, counted by people, and every change of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response, post

from ledger.orders import stock as pieces
from ledger.orders.stocklist import (
    LOW,
    PARTS,
    Counted,
    Listed,
    counts,
    known,
    listed,
    moves,
    sizes,
    undo,
)
from ledger.trail import people
from storefront.console.amounts import pieces_of
from storefront.console.desk import Asking, Board, Did, Doing, act
from storefront.console.door import STAFF
from storefront.console.titles import meant, titles
from storefront.errors import DeedRefused
from storefront.pages.visit import Asked

_SHOWN, _MOVES = 50, 100
_HERE = "/console/stock"
_UNDO = "/console/stock/undo"
_SAID: Mapping[str, str] = {
    "counted": "Counted",
    "low": f"{LOW} or fewer",
    "out": "Sold out",
    "uncounted": "Not counted",
}


def _facts(asking: Asking) -> dict[str, object]:
    connection, sku = asking.connection, asking.query.get("sku", "")
    size = sizes(connection)
    part = next((one for one in PARTS if one == asking.query.get("part")), None)
    wanted = Listed(
        part or ("counted" if size["counted"] else "uncounted"),
        asking.query.get("after", ""),
        _skus(asking, sku),
    )
    found = listed(connection, wanted, asking.now, _SHOWN + 1)
    return {
        "found": found[:_SHOWN],
        "after": found[_SHOWN - 1].sku if len(found) > _SHOWN else None,
        "names": titles(asking.parts, [one.sku for one in found]),
        "sizes": [(one, _SAID[one], size[one]) for one in PARTS],
        "part": "" if wanted.skus is not None else wanted.part,
        "q": asking.query.get("q", ""),
        "sku": sku,
        "low": LOW,
        "moves": moves(connection, sku, _MOVES) if sku else [],
        "most": _MOVES,
        "people": people(connection),
    }


def _skus(asking: Asking, sku: str) -> Sequence[str] | None:
    if sku:
        return [sku]
    q = asking.query.get("q", "").strip()
    return meant(asking.parts, q) if q else None


BOARD = Board("stock", "Stock", _facts)


@post("/stock/count", opt=STAFF)
async def count(request: Asked) -> Response[Any]:
    """Say how many pieces there are of one sku, or that it is not counted."""
    form = await request.form()
    sku = form.get("from") == "one" and str(form.get("sku", ""))
    shown = (
        f"{_HERE}?sku={sku}" if sku and sku.isascii() and sku.isprintable() else _HERE
    )
    return await act(request, _count, shown)


@post("/stock/undo", opt=STAFF)
async def undo_(request: Asked) -> Response[Any]:
    """Take back what was counted last."""
    return await act(request, _undo_last, _HERE)


def _count(doing: Doing) -> Did:
    sku, said = doing.form.get("sku", ""), doing.form.get("pieces", "").strip()
    if not known(doing.connection, [sku]):
        raise DeedRefused(f"the shop has nothing under {sku[:40]!r}.")
    left = None if doing.form.get("uncounted") else pieces_of(said, sku)
    (done,) = counted(doing, {sku: left})
    if done.after is None:
        words = (
            f"{sku} is not counted any more: it is sold as long as its source has it."
        )
    else:
        before = "not counted" if done.before is None else f"{done.before:,}"
        words = f"{sku}: {done.after:,} at hand, before {before}."
    deed = doing.deed("stock.count", sku, before=done.before, after=done.after)
    return Did(words, (deed,), undo_of([done]))


def counted(doing: Doing, said: Mapping[str, int | None]) -> list[Counted]:
    """Say how many pieces there are of several skus; return what was before."""
    before = counts(doing.connection, said.keys())
    for sku in sorted(said):
        pieces.count(doing.connection, sku, said[sku], doing.user.name, doing.now)
    return [Counted(sku, before[sku], left) for sku, left in said.items()]


def undo_of(done: Sequence[Counted]) -> dict[str, object]:
    """Return what takes counts back; the rows stay with the login."""
    return {"action": _UNDO, "rows": [msgspec.to_builtins(one) for one in done]}


def _undo_last(doing: Doing) -> Did:
    kept = doing.login.did.get("undo") or {}
    if kept.get("action") != _UNDO:
        raise DeedRefused("there is nothing to take back any more.")
    was = msgspec.convert(kept["rows"], list[Counted])
    stuck = undo(doing.connection, was, doing.user.name, doing.now)
    if stuck:
        raise DeedRefused(f"{stuck[0]} was sold since: count it anew.")
    deed = doing.deed("stock.undo", f"{len(was)} skus")
    many = "The count is" if len(was) == 1 else f"{len(was):,} counts are"
    return Did(f"{many} as before; what was sold since stays sold.", (deed,))


HANDLERS = (count, undo_)
