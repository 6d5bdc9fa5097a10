"""Tables: which parts open and close which, and what may stand between cells.

Whatever else stands there would be moved in front of the table: that sets DOUBT.
"""

from extract.kernel import Ints, kernel
from extract.markup import elements as e
from extract.markup.elements import ID, TRAITS
from extract.markup.formats import end_template, mark, unmark
from extract.markup.openelements import (
    DOUBT,
    HEIGHT,
    TABLES,
    id_at,
    in_cell,
    in_scope,
    pop_to,
    push,
    top,
)

_TABLE, _TEMPLATE, _FORM, _SCRIPT, _STYLE, _THEAD, _TFOOT = (
    ID["table"], ID["template"], ID["form"], ID["script"], ID["style"], ID["thead"],
    ID["tfoot"],
)  # fmt: skip
_TD, _TH, _TR, _TBODY, _CAPTION, _COL, _COLS = (
    ID["td"], ID["th"], ID["tr"], ID["tbody"], ID["caption"], ID["col"],
    ID["colgroup"],
)  # fmt: skip


@kernel
def start_between_cells(w: Ints, number: int, action: int) -> None:
    """Do what a tag does between a table's parts: few may stand there."""
    if number in (_SCRIPT, _STYLE) or action == e.IGNORED:
        return
    if number == _TEMPLATE:
        push(w, number)
        mark(w)
    else:
        w[DOUBT] = 13


@kernel
def start_part(w: Ints, number: int) -> None:
    """Open a part of a table, and the parts that it stands in."""
    if in_cell(w):
        if _cell(w) < 0:
            return
        _close_cell(w)
    if top(w) == _COLS and number != _COL:
        pop_to(w, w[HEIGHT] - 1)
    if number in (_TD, _TH):
        _into_row(w)
        push(w, number)
        mark(w)
    elif number == _TR:
        _into_body(w)
        push(w, number)
    else:
        _start_section(w, number)


@kernel
def _start_section(w: Ints, number: int) -> None:
    while top(w) in (_TR, _TBODY, _THEAD, _TFOOT):
        pop_to(w, w[HEIGHT] - 1)
    if number == _COL:
        if top(w) != _COLS:
            push(w, _COLS)
        return
    push(w, number)
    if number == _CAPTION:
        mark(w)


@kernel
def _into_body(w: Ints) -> None:
    if top(w) == _TR:
        pop_to(w, w[HEIGHT] - 1)
    if top(w) == _TABLE:
        push(w, _TBODY)


@kernel
def _into_row(w: Ints) -> None:
    if top(w) == _TABLE:
        push(w, _TBODY)
    if top(w) != _TR:
        push(w, _TR)


@kernel
def _cell(w: Ints) -> int:
    """Return the height of the cell or caption that is open in this table, or -1."""
    for height in range(w[HEIGHT] - 1, 0, -1):
        here = id_at(w, height)
        if here in (_TD, _TH, _CAPTION):
            return height
        if TRAITS[here] & e.TABLE_SCOPE:
            return -1
    return -1


@kernel
def _close_cell(w: Ints) -> None:
    pop_to(w, _cell(w))
    unmark(w)


@kernel
def end_part(w: Ints, number: int) -> None:
    """Close a part of the innermost table with all in it."""
    height = in_scope(w, number, e.TABLE_SCOPE) if w[TABLES] > 0 else -1
    if height < 0:
        return
    if in_cell(w) and _cell(w) > height:
        _close_cell(w)
    pop_to(w, height)
    if number in (_TD, _TH, _CAPTION):
        unmark(w)


@kernel
def end_between_cells(w: Ints, number: int, action: int) -> None:
    """Do what an end tag does between a table's parts."""
    if action == e.ENDS_TEMPLATE:
        end_template(w)
    elif number == _FORM or action == e.ENDS_BREAK or action == e.ENDS_P:
        w[DOUBT] = 15
    elif action != e.ENDS_NOTHING:
        w[DOUBT] = 16
