"""The orders: what there is to do, and every order as somebody looks for it."""

from collections.abc import Mapping

from ledger.orders.search import Sought, counts, search
from ledger.orders.states import STATES
from storefront.console.desk import Asking, Board

_SHOWN = 50
_HELD = "held"
# What waits for somebody, in the order in which it is seen to.
_TO_DO = (
    (_HELD, "Held: look first"),
    ("paid", "Paid: to be placed"),
    ("placed", "To be sent"),
    ("returned", "Came back: to be refunded"),
    ("pending", "Not paid yet"),
    ("shipped", "On their way"),
)
# The colour of each state: what is done, what waits, what ended otherwise.
KINDS: Mapping[str, str] = {
    "pending": "soft",
    "paid": "wait",
    "placed": "wait",
    "shipped": "soft",
    "delivered": "good",
    "returned": "wait",
    "cancelled": "soft",
    "refunded": "soft",
}


def sought(query: Mapping[str, str]) -> Sought:
    """Return what was asked for; a state that there is not is none."""
    state = query.get("state", "")
    before = query.get("before", "")
    is_number = before.isascii() and before.isdigit() and len(before) < 19
    return Sought(
        text=query.get("q", "")[:254],
        state=state if state in STATES else None,
        held=state == _HELD,
        before=int(before) if is_number else None,
    )


def _facts(asking: Asking) -> dict[str, object]:
    wanted = sought(asking.query)
    found = search(asking.connection, wanted, _SHOWN + 1)
    number = counts(asking.connection)
    return {
        "found": found[:_SHOWN],
        "before": found[_SHOWN - 1].number if len(found) > _SHOWN else None,
        "to_do": [(key, said, number.get(key, 0)) for key, said in _TO_DO],
        "total": sum(number.get(state, 0) for state in STATES),
        "state": _HELD if wanted.held else wanted.state or "",
        "q": wanted.text,
        "states": (_HELD, *STATES),
        "kinds": KINDS,
    }


BOARD = Board("orders", "Orders", _facts)
