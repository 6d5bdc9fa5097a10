r"""The states of an order, and the only moves that there are between them.

    pending --paid--> paid --> placed --> shipped --> delivered
       |  ^            |  \______________________________^   (nothing has to be sent)
       v  | late        v         |           |             |
    cancelled <------ cancelled <-+       returned <--------+
                                              |
    paid, placed, shipped, delivered, returned --all money back--> refunded

A payment that comes after its order has expired brings the order back, where its pieces
are still to be had. What a person must look at first is held: a flag beside the state.
"""

from typing import Literal, get_args

from ledger.orders.errors import MoveRefused

State = Literal[
    "pending",
    "paid",
    "placed",
    "shipped",
    "delivered",
    "cancelled",
    "returned",
    "refunded",
]
STATES: tuple[State, ...] = get_args(State)
MOVES: dict[State, frozenset[State]] = {
    "pending": frozenset({"paid", "cancelled"}),
    "paid": frozenset({"placed", "delivered", "cancelled", "refunded"}),
    "placed": frozenset({"shipped", "cancelled", "refunded"}),
    "shipped": frozenset({"delivered", "returned", "refunded"}),
    "delivered": frozenset({"returned", "refunded"}),
    "returned": frozenset({"refunded"}),
    "cancelled": frozenset({"paid"}),
    "refunded": frozenset(),
}
# What has not left us: its pieces go back on the shelf when nothing comes of it.
UNSENT: frozenset[str] = frozenset({"paid", "placed"})


def is_allowed(old: State, new: State) -> bool:
    """Return whether an order may go from one state to the other."""
    return new in MOVES[old]


def refuse_unless_allowed(order_id: str, old: State, new: State) -> None:
    """Refuse a move that there is not, naming those that there are."""
    if not is_allowed(old, new):
        may = ", ".join(sorted(MOVES[old])) or "nothing else"
        raise MoveRefused(
            f"order {order_id} is {old} and cannot become {new}; it may become {may}",
            order_id=order_id,
            state=old,
            asked=new,
        )
