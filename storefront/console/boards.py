"""The boards of the console, in the order in which the menu names them."""

from storefront.console import (
    affiliate,
    approvals,
    audit,
    coupons,
    figures,
    fraud,
    hooks,
    me,
    order,
    orders,
    overview,
    prices,
    queue,
    refund,
    runs,
    schedules,
    shipping,
    stock,
    suppliers,
    users,
)
from storefront.console.desk import Board

_Group = tuple[str, tuple[Board, ...]]
MENU: tuple[_Group, ...] = (
    (
        "Business",
        (
            overview.BOARD,
            figures.BOARD,
            orders.BOARD,
            stock.BOARD,
            prices.BOARD,
            coupons.BOARD,
            shipping.BOARD,
            suppliers.BOARD,
            fraud.BOARD,
            affiliate.BOARD,
            approvals.BOARD,
        ),
    ),
    ("Engine", (runs.BOARD, queue.BOARD, schedules.BOARD)),
    ("House", (users.BOARD, hooks.BOARD, audit.BOARD)),
)
# Reached from another board, or from the address of whoever is logged in.
_INNER = (order.BOARD, refund.BOARD, me.BOARD)
BOARDS: dict[str, Board] = {
    one.name: one for one in (*(b for _, bs in MENU for b in bs), *_INNER)
}
