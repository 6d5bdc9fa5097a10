"""Finds a page's links in its bytes, without making a tree of it.

The page is read as HTML's tokenizer reads it; construction.py keeps the open elements,
so a link's text ends where the parser would end it. It gives what the parser gives, or
nothing: then the page is one of the few that need the parser.

    row of a link  [ kind | href in out, its end | rel | title | where its tag is ]
    out            [ href, text, href, text, ... ]
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.linking.anchortext import OUT, VERBATIM, begin_text, write, write_raw
from extract.linking.spans import (
    BASE_AT,
    CONTENT,
    HREF,
    LICENCE_AT,
    METAS,
    MOST_METAS,
    REL,
    SPANS,
    TITLE,
    collect,
    rights_meta,
    says,
)
from extract.markup.construction import end, start
from extract.markup.elements import ENTITIES, ID, LOWER, RAW, TRAITS
from extract.markup.formats import is_closed_early, reopen
from extract.markup.headparts import leave_head
from extract.markup.openelements import (
    DOUBT,
    HEIGHT,
    IN_BODY,
    LINK,
    LINK_HEIGHT,
    MODE,
    SIZE,
    SVG,
    TABLES,
    TEMPLATES,
    begin,
    in_cell,
)
from extract.markup.tagbytes import (
    CUT_OFF,
    NAME_ID,
    SELF_CLOSING,
    decoded,
    is_space,
    read_name,
    skip_attributes,
    skip_markup,
)
from extract.markup.wide import find

FOUND = 35
MOST_LINKS, FIELDS = 4096, 8
ROWS = SIZE
KIND, HREF_AT, HREF_END, REL_AT, REL_END, TITLE_AT, TITLE_END, TAG_AT = range(8)
WORKSPACE = ROWS + FIELDS * (MOST_LINKS + 1)
A, AREA, LINKED = ID["a"], ID["area"], ID["link"]
_BASE, _META, _SCRIPT, _TEXTAREA, _XMP, _STYLE, _TITLED = (
    ID["base"], ID["meta"], ID["script"], ID["textarea"], ID["xmp"], ID["style"],
    ID["title"],
)  # fmt: skip
_LESS, _MORE, _SLASH, _BANG, _MARK, _BRACKET, _DASH = 60, 62, 47, 33, 63, 91, 45
_NEXT, _LICENCE = (
    np.frombuffer(b"next", np.uint8),
    np.frombuffer(b"license", np.uint8),
)


@kernel
def scan(data: Bytes, w: Ints, out: Bytes, verbatim: bool) -> int:
    """Note the links of the page `data`, which ends with a zero byte; return how many.

    Less than 0 means that only the parser can tell.
    """
    begin(w)
    w[VERBATIM] = verbatim
    at = 0
    while data[at] and not w[DOUBT]:
        stop = find(data, at, _LESS)
        if stop > at:
            _text(data, at, stop, w, out)
        at = _markup(data, stop, w, out) if data[stop] else stop
    w[ROWS + FIELDS * w[FOUND] + HREF_AT] = w[OUT]
    return -w[DOUBT] if w[DOUBT] else w[FOUND]


@kernel
def _markup(data: Bytes, at: int, w: Ints, out: Bytes) -> int:
    """Read what begins with the `<` at `at`; return where it ends."""
    here = data[at + 1]
    if _is_letter(here):
        return _start_tag(data, at, w, out)
    if here == _SLASH and data[at + 2]:
        if _is_letter(data[at + 2]):
            return _end_tag(data, at + 2, w)
        return at + 3 if data[at + 2] == _MORE else skip_markup(data, at)
    if here in (_BANG, _MARK):
        if w[SVG] >= 0 and data[at + 2] == _BRACKET:
            w[DOUBT] = 30
        return skip_markup(data, at)
    _text(data, at, at + 1, w, out)
    return at + 1


@kernel
def _is_letter(byte: int) -> bool:
    return 97 <= LOWER[byte] <= 122


@kernel
def _end_tag(data: Bytes, at: int, w: Ints) -> int:
    at = skip_attributes(data, read_name(data, at, w), w)
    if w[SELF_CLOSING] != CUT_OFF:
        end(data, w)
    return at


@kernel
def _start_tag(data: Bytes, begins: int, w: Ints, out: Bytes) -> int:
    at = read_name(data, begins + 1, w)
    number = w[NAME_ID]
    told = number in (A, AREA, LINKED, _BASE, _META)
    at = collect(data, at, w) if told else skip_attributes(data, at, w)
    if w[SELF_CLOSING] == CUT_OFF:
        return at
    drawing = w[SVG] >= 0
    start(data, w)
    if told:
        if not w[DOUBT] and not _is_hidden(w):
            _note(data, begins, number, w, out)
    elif TRAITS[number] & RAW:
        return _raw(data, at, number, w, out) if not drawing else _drawn(data, at, w)
    return at


@kernel
def _is_hidden(w: Ints) -> bool:
    """Say whether a template holds what stands here: text for scripts, not for readers.

    Whoever wants a page as it is written is shown it.
    """
    return w[TEMPLATES] > 0 and not w[VERBATIM]


@kernel
def _text(data: Bytes, at: int, stop: int, w: Ints, out: Bytes) -> None:
    """Read text that no tag interrupts."""
    if w[MODE] != IN_BODY and not w[TEMPLATES]:
        if _is_blank(data, at, stop):
            return
        leave_head(w)
    if w[TABLES] > 0 and not in_cell(w):
        if not _is_blank(data, at, stop):
            w[DOUBT] = 31
    elif is_closed_early(w):
        reopen(w)
    if w[LINK] >= 0 and not _is_hidden(w):
        write(data, at, stop, w, out)


@kernel
def _is_blank(data: Bytes, at: int, stop: int) -> bool:
    while at < stop and is_space(data[at]):
        at += 1
    return at == stop


@kernel
def _raw(data: Bytes, at: int, number: int, w: Ints, out: Bytes) -> int:
    """Read an element in which no tag counts but its own end; return where it ends."""
    stop = raw_end(data, at, number, w)
    if w[LINK] >= 0 and not _is_hidden(w):
        if TRAITS[number] & ENTITIES:
            w[DOUBT] = 32
        write_raw(data, at, stop, w, out)
    if number == _XMP:
        w[DOUBT] = 33
    if data[stop] == 0:
        return stop
    return skip_attributes(data, read_name(data, stop + 2, w), w)


@kernel
def raw_end(data: Bytes, at: int, number: int, w: Ints) -> int:
    """Return where the end tag of the element `number` begins, or the page's end."""
    hidden = False
    while True:
        at = find(data, at, _LESS)
        if data[at] == 0:
            return at
        if data[at + 1] == _SLASH and _is_letter(data[at + 2]):
            after = read_name(data, at + 2, w)
            if w[NAME_ID] == number and data[after]:
                return at
        elif number == _SCRIPT:
            hidden = _hides(data, at, hidden, w)
        at += 1


@kernel
def _hides(data: Bytes, at: int, hidden: bool, w: Ints) -> bool:
    """Note what may hide a script's end tag: a script tag in a comment in it."""
    if data[at + 1] == _BANG and data[at + 2] == _DASH and data[at + 3] == _DASH:
        return True
    if hidden and _is_letter(data[at + 1]):
        read_name(data, at + 1, w)
        if w[NAME_ID] == _SCRIPT:
            w[DOUBT] = 34
    return hidden


@kernel
def _drawn(data: Bytes, at: int, w: Ints) -> int:
    """Have a drawing's title or style hold nothing but text."""
    stop = find(data, at, _LESS)
    if data[stop] == 0 or data[stop + 1] != _SLASH:
        w[DOUBT] = 35
    return at


@kernel
def _note(data: Bytes, begins: int, number: int, w: Ints, out: Bytes) -> None:
    """Note what the tag at hand says of links and rights."""
    if number == _META:
        which = rights_meta(data, w)
        if which:
            _keep_meta(w, which)
    elif w[SPANS + 2 * HREF] < 0:
        return
    elif number == _BASE:
        _keep_first(w, BASE_AT, w[SPANS + 2 * HREF], w[SPANS + 2 * HREF + 1])
    else:
        if number != AREA and says(data, w, _LICENCE):
            _keep_first(w, LICENCE_AT, w[SPANS + 2 * HREF], w[SPANS + 2 * HREF + 1])
        if number != LINKED or says(data, w, _NEXT):
            _link(data, begins, number, w, out)


@kernel
def _keep_first(w: Ints, field: int, at: int, stop: int) -> None:
    if w[field + 1] == 0:
        w[field], w[field + 1] = at, stop


@kernel
def _keep_meta(w: Ints, which: int) -> None:
    if w[METAS] == MOST_METAS:
        w[DOUBT] = 36
        return
    row = METAS + 1 + 3 * w[METAS]
    w[row] = which
    w[row + 1] = w[SPANS + 2 * CONTENT]
    w[row + 2] = w[SPANS + 2 * CONTENT + 1]
    w[METAS] += 1


@kernel
def _link(data: Bytes, begins: int, number: int, w: Ints, out: Bytes) -> None:
    # A link inside of another would stand in the middle of its text.
    if w[LINK] >= 0 or w[FOUND] == MOST_LINKS:
        w[DOUBT] = 37
        return
    row = ROWS + FIELDS * w[FOUND]
    w[row + KIND], w[row + TAG_AT], w[row + HREF_AT] = number, begins, w[OUT]
    w[OUT] = decoded(data, w[SPANS + 2 * HREF], w[SPANS + 2 * HREF + 1], out, w[OUT])
    w[row + HREF_END] = w[OUT]
    w[row + REL_AT], w[row + REL_END] = w[SPANS + 2 * REL], w[SPANS + 2 * REL + 1]
    w[row + TITLE_AT] = w[SPANS + 2 * TITLE]
    w[row + TITLE_END] = w[SPANS + 2 * TITLE + 1]
    if number == A:
        w[LINK], w[LINK_HEIGHT] = w[FOUND], w[HEIGHT] - 1
    begin_text(w)
    w[FOUND] += 1
