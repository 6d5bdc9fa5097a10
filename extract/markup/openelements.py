"""Which elements are open at a place in a page: HTML's tree construction without a tree.

A link's text is what stands while its element is open, so a stack says all that a tree
would. Beside it lies the list of formatting elements (`a`, `b`, ...), which the standard
opens anew after a block closed them. What needs a real tree, such as text that moves out
of a table, sets DOUBT, and the page is read by the parser instead.

    workspace  [ tag | state | stack, a row an element | formats, a row an element ]
"""

from extract.kernel import Bytes, Ints, kernel
from extract.markup.elements import (
    BUTTON_SCOPE,
    FORMATTING,
    ID,
    IMPLIED,
    LOWER,
    SCOPE,
    SPECIAL,
    TABLE_SCOPE,
    TRAITS,
)
from extract.markup.nametable import HALF
from extract.markup.tagbytes import NAME_AT, NAME_ID, NAME_KEY, NAME_LEN

HEIGHT, LISTED, SERIAL, DOUBT, LINK, LINK_HEIGHT, TABLES, SVG, TEMPLATES, FORM, MODE = (
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
)  # fmt: skip
# How many paragraphs are open: mostly none, and then no search is needed.
PARAGRAPHS = 27
# Set where the tree is to be made whatever the page holds, as near as the stack can.
LENIENT = 28
IN_HEAD, AFTER_HEAD, IN_BODY = 0, 1, 2
# Real pages nest below 100; the rules look down the whole stack.
STACK, ROW, DEEPEST = 96, 5, 250
FORMATS, ENTRY, MOST_FORMATS = STACK + ROW * (DEEPEST + 2), 3, 60
SIZE = FORMATS + ENTRY * (MOST_FORMATS + 4)
# A row of the stack, and in an entry of the list: is its element on the stack?
_ID, _KEY, _AT, _LEN, _SERIAL = range(5)
_OF, _OPEN = 1, 2
_TABLE, _TEMPLATE, _P, _HTML, _FORM, _DD, _DT, _LI, _ADDRESS, _DIV = (
    ID["table"], ID["template"], ID["p"], ID["html"], ID["form"], ID["dd"], ID["dt"],
    ID["li"], ID["address"], ID["div"],
)  # fmt: skip
_TD, _TH, _CAPTION, _TR, _TBODY, _TFOOT, _THEAD, _COLS = (
    ID["td"], ID["th"], ID["caption"], ID["tr"], ID["tbody"], ID["tfoot"],
    ID["thead"], ID["colgroup"],
)  # fmt: skip


@kernel
def begin(w: Ints) -> None:
    """Set `w` to the start of a page."""
    w[: STACK + ROW] = 0
    w[LINK] = w[LINK_HEIGHT] = w[SVG] = -1
    w[SERIAL] = 1
    w[STACK + _ID] = _HTML
    w[HEIGHT] = 1


@kernel
def height_of(w: Ints, serial: int) -> int:
    """Return the height of the open element with the number `serial` in the page."""
    height = w[HEIGHT] - 1
    while w[STACK + height * ROW + _SERIAL] != serial:
        height -= 1
    return height


@kernel
def id_at(w: Ints, height: int) -> int:
    """Return the number of the element at `height`."""
    return w[STACK + height * ROW + _ID]


@kernel
def key_at(w: Ints, height: int) -> int:
    """Return the first letters of the name of the element at `height`, as one number."""
    return w[STACK + height * ROW + _KEY]


@kernel
def top(w: Ints) -> int:
    """Return the number of the current element."""
    return id_at(w, w[HEIGHT] - 1)


@kernel
def push(w: Ints, number: int) -> None:
    """Open the element that the tag at hand names, or another by its number.

    One that would nest too deep takes the place of the innermost: whoever looks for an
    element that is noted as open has to find it here.
    """
    if w[HEIGHT] == DEEPEST:
        w[DOUBT] = 1
        pop_to(w, DEEPEST - 1)
    row = STACK + w[HEIGHT] * ROW
    w[row + _ID] = number
    w[row + _KEY], w[row + _AT], w[row + _LEN] = w[NAME_KEY], w[NAME_AT], w[NAME_LEN]
    w[row + _SERIAL] = w[SERIAL]
    w[SERIAL] += 1
    w[HEIGHT] += 1
    _count(w, number, 1)


@kernel
def pop_to(w: Ints, height: int) -> None:
    """Close elements until `height` are open; the outermost stays."""
    while w[HEIGHT] > height and w[HEIGHT] > 1:
        w[HEIGHT] -= 1
        number = id_at(w, w[HEIGHT])
        if TRAITS[number] & FORMATTING:
            _note_closed(w, w[STACK + w[HEIGHT] * ROW + _SERIAL])
        else:
            _count(w, number, -1)
    _forget_closed(w)


@kernel
def _count(w: Ints, number: int, step: int) -> None:
    if number == _P:
        w[PARAGRAPHS] += step
    elif number == _TABLE:
        w[TABLES] += step
    elif number == _TEMPLATE:
        w[TEMPLATES] += step


@kernel
def _forget_closed(w: Ints) -> None:
    if w[HEIGHT] <= w[LINK_HEIGHT]:
        w[LINK] = w[LINK_HEIGHT] = -1
    if w[HEIGHT] <= w[SVG]:
        w[SVG] = -1


@kernel
def _note_closed(w: Ints, serial: int) -> None:
    for k in range(w[LISTED] - 1, -1, -1):
        if w[FORMATS + k * ENTRY + _OF] == serial:
            w[FORMATS + k * ENTRY + _OPEN] = 0
            return


@kernel
def in_scope(w: Ints, number: int, scope: int) -> int:
    """Return the height of the open element `number`, -1 if it is not in `scope`."""
    for height in range(w[HEIGHT] - 1, -1, -1):
        here = id_at(w, height)
        if here == number:
            return height
        if TRAITS[here] & scope:
            return -1
    return -1


@kernel
def close(w: Ints, number: int, scope: int) -> bool:
    """Close the element `number` and all in it, if it is in `scope`."""
    height = in_scope(w, number, scope)
    if height >= 0:
        pop_to(w, height)
    return height >= 0


@kernel
def close_p(w: Ints) -> None:
    """Close the open paragraph, if there is one."""
    if w[PARAGRAPHS]:
        close(w, _P, BUTTON_SCOPE)


@kernel
def close_implied(w: Ints, but: int) -> None:
    """Close current elements that need no end tag, up to one of the number `but`."""
    while TRAITS[top(w)] & IMPLIED and top(w) != but:
        pop_to(w, w[HEIGHT] - 1)


@kernel
def close_named(data: Bytes, w: Ints) -> None:
    """Do what "any other end tag" does: close its element unless a block is between."""
    for height in range(w[HEIGHT] - 1, 0, -1):
        if _is_named(data, w, STACK + height * ROW):
            pop_to(w, height)
            return
        if TRAITS[id_at(w, height)] & SPECIAL:
            return


@kernel
def _is_named(data: Bytes, w: Ints, row: int) -> bool:
    if w[NAME_ID] or w[row + _ID]:
        return w[NAME_ID] == w[row + _ID]
    if w[row + _KEY] != w[NAME_KEY] or w[row + _LEN] != w[NAME_LEN]:
        return False
    for k in range(HALF, w[NAME_LEN]):
        if LOWER[data[w[row + _AT] + k]] != LOWER[data[w[NAME_AT] + k]]:
            return False
    return True


@kernel
def begin_form(w: Ints, number: int) -> None:
    """Open a form; inside of another the tag counts for nothing."""
    if w[FORM] and not w[TEMPLATES]:
        return
    close_p(w)
    if not w[TEMPLATES]:
        w[FORM] = w[SERIAL]
    push(w, number)


@kernel
def end_form(w: Ints) -> None:
    """Close the form alone: what it holds stays open."""
    if w[TEMPLATES]:
        close(w, _FORM, SCOPE)
        return
    serial = w[FORM]
    w[FORM] = 0
    for height in range(w[HEIGHT] - 1, 0, -1):
        if serial and w[STACK + height * ROW + _SERIAL] == serial:
            _take_out(w, height)
            return
        if TRAITS[id_at(w, height)] & SCOPE:
            return


@kernel
def _take_out(w: Ints, height: int) -> None:
    close_implied(w, 0)
    start, stop = STACK + height * ROW, STACK + w[HEIGHT] * ROW
    for at in range(start, stop - ROW):
        w[at] = w[at + ROW]
    w[HEIGHT] -= 1
    if w[LINK_HEIGHT] > height:
        w[LINK_HEIGHT] -= 1
    if w[SVG] > height:
        w[SVG] -= 1
    _forget_closed(w)


@kernel
def begin_item(w: Ints, terms: bool) -> None:
    """Close the list item, or the term or description, that another one follows."""
    for height in range(w[HEIGHT] - 1, 0, -1):
        here = id_at(w, height)
        if (here in (_DD, _DT)) if terms else here == _LI:
            pop_to(w, height)
            break
        if TRAITS[here] & SPECIAL and here not in (_ADDRESS, _DIV, _P):
            break
    close_p(w)


@kernel
def in_cell(w: Ints) -> bool:
    """Say whether what stands here stands in a cell, not between a table's parts."""
    for height in range(w[HEIGHT] - 1, 0, -1):
        here = id_at(w, height)
        if here in (_TD, _TH, _CAPTION, _TEMPLATE):
            return True
        if TRAITS[here] & TABLE_SCOPE or here in (_TR, _TBODY, _TFOOT, _THEAD, _COLS):
            return False
    return True
