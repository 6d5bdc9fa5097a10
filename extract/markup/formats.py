"""The list of active formatting elements: `a`, `b` and what else is opened anew.

A block that ends closes the formatting elements in it, but they stay in this list, and
the next text opens them again. Where their end tag would move a block into a copy of
them (the adoption agency with a furthest block), DOUBT is set.
"""

from extract.kernel import Bytes, Ints, kernel
from extract.markup.elements import ID, SCOPE, SPECIAL, TRAITS
from extract.markup.openelements import (
    DOUBT,
    ENTRY,
    FORMATS,
    HEIGHT,
    LINK,
    LISTED,
    MOST_FORMATS,
    SERIAL,
    TEMPLATES,
    close_named,
    height_of,
    id_at,
    in_scope,
    pop_to,
    push,
)

# An entry of the list: is its element on the stack?
_NAME, _OF, _OPEN = range(3)
# A marker in the list: what is left of it counts only outside of the cell or object.
_MARKER = -1
# Equal formatting elements that stand in the list at once (the Noah's Ark clause).
_ARK = 3
_A, _TEMPLATE = ID["a"], ID["template"]


@kernel
def mark(w: Ints) -> None:
    """Begin a part of the page that formatting elements outside do not reach into."""
    _enlist(w, _MARKER, 0)


@kernel
def unmark(w: Ints) -> None:
    """Drop the list's entries up to its last marker."""
    while w[LISTED] > 0:
        w[LISTED] -= 1
        if w[FORMATS + w[LISTED] * ENTRY + _NAME] == _MARKER:
            return


@kernel
def _enlist(w: Ints, number: int, serial: int) -> None:
    if w[LISTED] == MOST_FORMATS:
        w[DOUBT] = 2
        return
    entry = FORMATS + w[LISTED] * ENTRY
    w[entry + _NAME], w[entry + _OF], w[entry + _OPEN] = number, serial, 1
    w[LISTED] += 1


@kernel
def format_with(w: Ints, number: int) -> None:
    """Open a formatting element and list it."""
    same = 0
    for k in range(w[LISTED] - 1, -1, -1):
        name = w[FORMATS + k * ENTRY + _NAME]
        if name == _MARKER:
            break
        same += name == number
    # Whether the fourth is equal to the others would take their attributes.
    if same >= _ARK:
        w[DOUBT] = 3
    _enlist(w, number, w[SERIAL])
    push(w, number)


@kernel
def is_closed_early(w: Ints) -> bool:
    """Say whether the last formatting element waits to be opened again."""
    last = FORMATS + (w[LISTED] - 1) * ENTRY
    return w[LISTED] > 0 and w[last + _NAME] != _MARKER and w[last + _OPEN] == 0


@kernel
def reopen(w: Ints) -> None:
    """Open anew the formatting elements that were closed without their end tags."""
    if not is_closed_early(w):
        return
    first = w[LISTED] - 1
    while first > 0:
        before = FORMATS + (first - 1) * ENTRY
        if w[before + _NAME] == _MARKER or w[before + _OPEN]:
            break
        first -= 1
    for k in range(first, w[LISTED]):
        entry = FORMATS + k * ENTRY
        w[entry + _OF], w[entry + _OPEN] = w[SERIAL], 1
        push(w, w[entry + _NAME])


@kernel
def end_format(data: Bytes, w: Ints, number: int) -> None:
    """Do what the end tag of a formatting element does: the adoption agency."""
    k = _last_listed(w, number)
    if k < 0:
        close_named(data, w)
        return
    entry = FORMATS + k * ENTRY
    if w[entry + _OPEN] == 0:
        _unlist(w, k)
        return
    height = height_of(w, w[entry + _OF])
    for above in range(w[HEIGHT] - 1, height, -1):
        if TRAITS[id_at(w, above)] & SCOPE:
            return
    for above in range(height + 1, w[HEIGHT]):
        if TRAITS[id_at(w, above)] & SPECIAL:
            w[DOUBT] = 4
    pop_to(w, height)
    _unlist(w, k)


@kernel
def _last_listed(w: Ints, number: int) -> int:
    """Return the place of the last element `number` behind the list's last marker."""
    for k in range(w[LISTED] - 1, -1, -1):
        name = w[FORMATS + k * ENTRY + _NAME]
        if name == _MARKER:
            return -1
        if name == number:
            return k
    return -1


@kernel
def _unlist(w: Ints, k: int) -> None:
    start, stop = FORMATS + k * ENTRY, FORMATS + w[LISTED] * ENTRY
    for at in range(start, stop - ENTRY):
        w[at] = w[at + ENTRY]
    w[LISTED] -= 1


@kernel
def end_last_link(data: Bytes, w: Ints) -> None:
    """Close the link that is still open when another begins: links do not nest."""
    if _last_listed(w, _A) >= 0:
        end_format(data, w, _A)
        if _last_listed(w, _A) >= 0:
            w[DOUBT] = 5
    if w[LINK] >= 0:
        w[DOUBT] = 6


@kernel
def end_template(w: Ints) -> None:
    """Close the innermost template, with all in it."""
    if w[TEMPLATES]:
        pop_to(w, in_scope(w, _TEMPLATE, 0))
        unmark(w)
