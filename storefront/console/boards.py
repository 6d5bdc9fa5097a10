"""The boards of the console, in the order in which the menu names them."""

from storefront.console import (
    approvals,
    audit,
    me,
    overview,
    queue,
    runs,
    schedules,
    users,
)
from storefront.console.desk import Board

MENU = tuple(
    one.BOARD for one in (overview, runs, queue, schedules, approvals, users, audit)
)
BOARDS: dict[str, Board] = {one.name: one for one in (*MENU, me.BOARD)}
