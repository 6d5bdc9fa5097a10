"""Makes a page's tree as columns: a row a node in reading order, a row an attribute.

The rules of tree construction are those of construction.py, read leniently: where the
standard would move nodes about, they stay where they are written. A node's number is the
serial of its element, so that the stack of open elements names its parents.

    node       [ tag | parent | depth | at, stop | attributes: first, end | end | apart | seen at ]
    attribute  [ name | name: at, end | value: at, end | node ]

An element's `at` is its tag's `<`, `stop` what follows the tag's `>`; a text's are where it
begins and ends. `end` is the first node that is neither it nor inside of it, `apart` what
stands between it and the text before (white space, a new line). seen.py fills the last.
"""

from extract.kernel import Bytes, Ints, kernel
from extract.linking.scan import raw_end
from extract.markup.attributes import attribute_number
from extract.markup.construction import end, start
from extract.markup.elements import ENTITIES, FORMATTING, ID, LOWER, RAW, TRAITS, VOID
from extract.markup.formats import is_closed_early, reopen
from extract.markup.headparts import leave_head
from extract.markup.openelements import (
    HEIGHT,
    IN_BODY,
    LENIENT,
    MODE,
    ROW,
    SERIAL,
    STACK,
    SVG,
    TABLES,
    TEMPLATES,
    begin,
    in_cell,
)
from extract.markup.tagbytes import (
    ATTR_AT,
    ATTR_END,
    CUT_OFF,
    NAME_ID,
    SELF_CLOSING,
    VALUE_AT,
    VALUE_END,
    is_space,
    next_attribute,
    read_name,
    skip_attributes,
    skip_markup,
)
from extract.markup.wide import find

TAG, PARENT, DEPTH, AT, STOP, ATTRS, ATTRS_END, END, APART, SEEN_AT = range(10)
FIELDS = 10
NAME, NAME_AT, NAME_END, FROM, TO, OF = range(6)
MARKS = 6
# Nodes that are no elements: text that is seen, and what scripts and styles hold.
TEXT, UNSEEN = -1, -2
# In the workspace: how many attributes there are; did white space stand before this text?
NOTED, SPACED = 36, 37
_HTML, _BODY = ID["html"], ID["body"]
_SERIAL = ROW - 1
_LESS, _MORE, _SLASH, _BANG, _MARK = 60, 62, 47, 33, 63


@kernel
def grow(data: Bytes, w: Ints, nodes: Ints, attrs: Ints) -> int:
    """Fill `nodes` and `attrs`, whatever they hold, from the page `data`, which ends with a zero byte.

    Return how many nodes there are; a page with more than there is room for is cut off.
    """
    begin(w)
    w[LENIENT] = 1
    w[NOTED] = w[SPACED] = 0
    nodes[0] = 0
    _row(w, nodes, 0, _HTML, -1)
    # One tag opens a few elements at most: those that it implies and those opened anew.
    room = len(nodes) - 2 * ROW * 16
    at = 0
    while data[at] and w[SERIAL] < room:
        stop = find(data, at, _LESS)
        if stop > at:
            _text(data, at, stop, w, nodes)
        at = _markup(data, stop, w, nodes, attrs) if data[stop] else stop
    nodes[w[SERIAL]] = 0
    _close_rows(nodes, w[SERIAL])
    return w[SERIAL]


@kernel
def _row(w: Ints, nodes: Ints, number: int, tag: int, parent: int) -> None:
    nodes[number, TAG], nodes[number, PARENT] = tag, parent
    nodes[number, ATTRS] = nodes[number, ATTRS_END] = w[NOTED]


@kernel
def _leaf(w: Ints, nodes: Ints, tag: int, at: int, stop: int) -> int:
    """Add a node that nothing is inside of; return its number."""
    number = w[SERIAL]
    w[SERIAL] += 1
    nodes[number] = 0
    height = w[HEIGHT]
    _row(w, nodes, number, tag, w[STACK + (height - 1) * ROW + _SERIAL])
    nodes[number, DEPTH], nodes[number, AT], nodes[number, STOP] = height, at, stop
    return number


@kernel
def _opened(w: Ints, nodes: Ints, before: int, at: int) -> None:
    """Add the elements opened since `before`; those that no tag stands for are empty."""
    nodes[before : w[SERIAL]] = 0
    height = w[HEIGHT] - 1
    while height > 0 and w[STACK + height * ROW + _SERIAL] >= before:
        row = STACK + height * ROW
        number, tag = w[row + _SERIAL], w[row]
        _row(w, nodes, number, tag, w[row - ROW + _SERIAL])
        nodes[number, DEPTH] = height
        nodes[number, AT] = nodes[number, STOP] = at
        if TRAITS[tag] & FORMATTING:
            _copy_attributes(nodes, number, tag)
        height -= 1


@kernel
def _copy_attributes(nodes: Ints, number: int, tag: int) -> None:
    """Give an element that is opened anew the attributes of the one it goes on."""
    for before in range(number - 1, max(number - 200, 0), -1):
        if nodes[before, TAG] == tag:
            nodes[number, ATTRS] = nodes[before, ATTRS]
            nodes[number, ATTRS_END] = nodes[before, ATTRS_END]
            return


@kernel
def _markup(data: Bytes, at: int, w: Ints, nodes: Ints, attrs: Ints) -> int:
    """Read what begins with the `<` at `at`; return where it ends."""
    here = data[at + 1]
    if _is_letter(here):
        return _start_tag(data, at, w, nodes, attrs)
    if here == _SLASH and data[at + 2]:
        if _is_letter(data[at + 2]):
            return _end_tag(data, at + 2, w, nodes)
        return at + 3 if data[at + 2] == _MORE else skip_markup(data, at)
    if here in (_BANG, _MARK):
        return skip_markup(data, at)
    _text(data, at, at + 1, w, nodes)
    return at + 1


@kernel
def _is_letter(byte: int) -> bool:
    return 97 <= LOWER[byte] <= 122


@kernel
def _end_tag(data: Bytes, at: int, w: Ints, nodes: Ints) -> int:
    stop = skip_attributes(data, read_name(data, at, w), w)
    if w[SELF_CLOSING] != CUT_OFF:
        before = w[SERIAL]
        end(data, w)
        if w[SERIAL] > before:
            _opened(w, nodes, before, at)
    return stop


@kernel
def _start_tag(data: Bytes, begins: int, w: Ints, nodes: Ints, attrs: Ints) -> int:
    first = w[NOTED]
    at = _attributes(data, read_name(data, begins + 1, w), w, attrs)
    if w[SELF_CLOSING] == CUT_OFF:
        w[NOTED] = first
        return at
    number, drawing, before = w[NAME_ID], w[SVG] >= 0, w[SERIAL]
    start(data, w)
    if w[SERIAL] > before:
        _opened(w, nodes, before, begins)
    mine = _own_row(w, nodes, number, before)
    if mine < 0:
        w[NOTED] = first
        return at
    nodes[mine, AT], nodes[mine, STOP] = begins, at
    nodes[mine, ATTRS], nodes[mine, ATTRS_END] = first, w[NOTED]
    for k in range(first, w[NOTED]):
        attrs[k, OF] = mine
    if TRAITS[number] & RAW and not drawing:
        return _raw(data, at, number, w, nodes)
    return at


@kernel
def _attributes(data: Bytes, at: int, w: Ints, attrs: Ints) -> int:
    """Note the attributes that begin at `at`; return where their tag ends."""
    w[SELF_CLOSING] = 0
    at = next_attribute(data, at, w)
    while at >= 0:
        k = w[NOTED]
        # In drawings they are shapes.
        if k < len(attrs) and w[SVG] < 0:
            attrs[k, NAME] = attribute_number(data, w[ATTR_AT], w[ATTR_END])
            attrs[k, NAME_AT], attrs[k, NAME_END] = w[ATTR_AT], w[ATTR_END]
            attrs[k, FROM], attrs[k, TO] = w[VALUE_AT], w[VALUE_END]
            w[NOTED] += 1
        at = next_attribute(data, at, w)
    return -1 - at


@kernel
def _own_row(w: Ints, nodes: Ints, number: int, before: int) -> int:
    """Return the node of the tag at hand, -1 if it counts for nothing."""
    last = w[SERIAL] - 1
    traits = TRAITS[number]
    if traits & (VOID | RAW) or number == _BODY:
        # In a drawing a title is an element like others.
        if last >= before and nodes[last, TAG] == number:
            return last
        return _leaf(w, nodes, number, 0, 0)
    if number == _HTML:
        return 0 if nodes[0, ATTRS] == nodes[0, ATTRS_END] else -1
    if last >= before and nodes[last, TAG] == number:
        return last
    return -1


@kernel
def _raw(data: Bytes, at: int, number: int, w: Ints, nodes: Ints) -> int:
    """Add what an element holds in which no tag counts but its own end."""
    stop = raw_end(data, at, number, w)
    mine = w[SERIAL] - 1
    if stop > at:
        tag = TEXT if TRAITS[number] & ENTITIES else UNSEEN
        inside = _leaf(w, nodes, tag, at, stop)
        nodes[inside, PARENT] = mine
        nodes[inside, DEPTH] += 1
    if data[stop] == 0:
        return stop
    return skip_attributes(data, read_name(data, stop + 2, w), w)


@kernel
def _text(data: Bytes, at: int, stop: int, w: Ints, nodes: Ints) -> None:
    """Add text that no tag interrupts; of white space only a note is kept."""
    first = at
    while first < stop and is_space(data[first]):
        first += 1
    if first == stop:
        w[SPACED] = 1
        return
    if w[MODE] != IN_BODY and not w[TEMPLATES]:
        leave_head(w)
    if is_closed_early(w) and not (w[TABLES] > 0 and not in_cell(w)):
        before = w[SERIAL]
        reopen(w)
        _opened(w, nodes, before, at)
    number = _leaf(w, nodes, TEXT, at, stop)
    nodes[number, APART] = w[SPACED]
    w[SPACED] = 0


@kernel
def _close_rows(nodes: Ints, count: int) -> None:
    """Note where each node's inside ends: its children come after it."""
    for number in range(count - 1, -1, -1):
        nodes[number, END] = max(nodes[number, END], number + 1)
        parent = nodes[number, PARENT]
        if parent >= 0:
            nodes[parent, END] = max(nodes[parent, END], nodes[number, END])
