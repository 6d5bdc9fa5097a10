"""What each tag of a page opens and closes: the rules of HTML's tree construction.

They are those for a page's body, which hold nearly everywhere; the head and tables have
their own. Whatever would move nodes about sets DOUBT.
"""

from extract.kernel import Bytes, Ints, kernel
from extract.markup import elements as e
from extract.markup.drawings import DRAWN, draw, leaves_drawing
from extract.markup.elements import ENDS, ID, STARTS, TRAITS
from extract.markup.formats import (
    end_format,
    end_last_link,
    end_template,
    format_with,
    mark,
    reopen,
    unmark,
)
from extract.markup.headparts import end_in_head, start_in_head
from extract.markup.openelements import (
    DOUBT,
    HEIGHT,
    IN_BODY,
    LENIENT,
    MODE,
    SVG,
    TABLES,
    TEMPLATES,
    begin_form,
    begin_item,
    close,
    close_implied,
    close_named,
    close_p,
    end_form,
    id_at,
    in_cell,
    in_scope,
    pop_to,
    push,
    top,
)
from extract.markup.tableparts import (
    end_between_cells,
    end_part,
    start_between_cells,
    start_part,
)
from extract.markup.tagbytes import NAME_ID, SELF_CLOSING

_OPTION, _SELECT, _RUBY, _TEMPLATE, _RTC, _NOSCRIPT, _SCRIPT, _STYLE, _OPTGROUP = (
    ID["option"], ID["select"], ID["ruby"], ID["template"], ID["rtc"], ID["noscript"],
    ID["script"], ID["style"], ID["optgroup"],
)  # fmt: skip
_TITLE, _SVG, _IMAGE, _MATH, _NOBR = (
    ID["title"], ID["svg"], ID["image"], ID["math"], ID["nobr"],
)  # fmt: skip


@kernel
def start(data: Bytes, w: Ints) -> None:
    """Do what the start tag at hand does to the open elements."""
    number = w[NAME_ID]
    action = STARTS[number]
    if w[SVG] >= 0:
        if not (w[LENIENT] and leaves_drawing(w, number)):
            draw(w, number)
            return
        pop_to(w, w[SVG])
    if w[MODE] != IN_BODY:
        start_in_head(w, number, action)
    if _is_between_cells(w, action == e.PART) and not _stays(w, number, action):
        start_between_cells(w, number, action)
    else:
        _start(data, w, number, action)


@kernel
def _is_between_cells(w: Ints, part: bool) -> bool:
    return w[TABLES] > 0 and not part and not in_cell(w)


@kernel
def _stays(w: Ints, number: int, action: int) -> bool:
    """Say whether what has no place between cells is left there all the same."""
    known = number in (_SCRIPT, _STYLE, _TEMPLATE) or action == e.IGNORED
    return w[LENIENT] > 0 and not known


@kernel
def _start(data: Bytes, w: Ints, number: int, action: int) -> None:
    if action == e.ORDINARY:
        reopen(w)
        push(w, number)
    elif action == e.SINGLE:
        reopen(w)
    elif action == e.BLOCK:
        close_p(w)
        push(w, number)
    elif action == e.ANCHORED:
        end_last_link(data, w)
        reopen(w)
        format_with(w, number)
    elif action <= e.MARKS:
        _start_common(w, number, action)
    elif action <= e.PART:
        _start_table(w, number, action)
    else:
        _start_rare(w, number, action)


@kernel
def _start_common(w: Ints, number: int, action: int) -> None:
    if action == e.ITEM or action == e.TERM:
        begin_item(w, action == e.TERM)
        push(w, number)
    elif action == e.HEADINGS:
        close_p(w)
        if TRAITS[top(w)] & e.HEADING:
            pop_to(w, w[HEIGHT] - 1)
        push(w, number)
    elif action == e.FORMATS:
        reopen(w)
        format_with(w, number)
    elif action == e.FORMED:
        begin_form(w, number)
    elif action == e.BUTTONED:
        close(w, number, e.SCOPE)
        reopen(w)
        push(w, number)
    else:
        reopen(w)
        push(w, number)
        mark(w)


@kernel
def _start_table(w: Ints, number: int, action: int) -> None:
    if action == e.TABLED:
        close_p(w)
        push(w, number)
    elif w[TABLES] > 0:
        start_part(w, number)


@kernel
def _start_rare(w: Ints, number: int, action: int) -> None:
    if action == e.RULE:
        close_p(w)
        if in_scope(w, _SELECT, e.SCOPE) >= 0:
            close_implied(w, 0)
    elif action == e.TEMPLATED:
        push(w, number)
        mark(w)
    elif action == e.AREA:
        reopen(w)
    elif action == e.UNSURE:
        w[DOUBT] = 10
        if w[LENIENT] and number in (_MATH, _NOBR):
            push(w, number)
    elif action == e.INPUT:
        _close_select(w)
        reopen(w)
    else:
        _start_choice(w, number, action)


@kernel
def _close_select(w: Ints) -> None:
    height = in_scope(w, _SELECT, 0)
    if height >= 0:
        w[DOUBT] = 11


@kernel
def _start_choice(w: Ints, number: int, action: int) -> None:
    if action == e.SELECTED:
        _close_select(w)
        reopen(w)
        push(w, number)
    elif action == e.OPTION or action == e.GROUP:
        _before_option(w, number)
        reopen(w)
        push(w, number)
    elif action == e.RUBY or action == e.RUBY_TEXT:
        if in_scope(w, _RUBY, e.SCOPE) >= 0:
            close_implied(w, 0 if action == e.RUBY else _RTC)
        push(w, number)
    elif action == e.DRAWING:
        reopen(w)
        if not w[SELF_CLOSING]:
            push(w, number)
            w[SVG] = w[HEIGHT] - 1


@kernel
def _before_option(w: Ints, number: int) -> None:
    if in_scope(w, _SELECT, e.SCOPE) < 0:
        if top(w) == _OPTION:
            pop_to(w, w[HEIGHT] - 1)
    elif number == _OPTGROUP:
        close_implied(w, 0)
    else:
        close_implied(w, _OPTGROUP)


@kernel
def end(data: Bytes, w: Ints) -> None:
    """Do what the end tag at hand does to the open elements."""
    number = w[NAME_ID]
    action = ENDS[number]
    if action <= e.ENDS_ITEM and number and number == top(w) and w[MODE] == IN_BODY:
        # Whatever the rule, the current element's own end tag closes just that.
        pop_to(w, w[HEIGHT] - 1)
    elif w[SVG] >= 0:
        _end_drawing(data, w)
    elif w[MODE] == IN_BODY or w[TEMPLATES] or not end_in_head(w, number, action):
        if _is_between_cells(w, action == e.ENDS_PART) and not w[LENIENT]:
            end_between_cells(w, number, action)
        else:
            _end(data, w, number, action)


@kernel
def _end(data: Bytes, w: Ints, number: int, action: int) -> None:
    if action == e.ANY:
        close_named(data, w)
    elif action == e.ENDS_BLOCK or action == e.ENDS_TERM:
        close(w, number, e.SCOPE)
    elif action == e.ENDS_FORMAT:
        end_format(data, w, number)
    elif action == e.ENDS_P:
        close_p(w)
    elif action == e.ENDS_ITEM:
        close(w, number, e.LIST_SCOPE)
    elif action == e.ENDS_HEADING:
        _end_heading(w)
    else:
        _end_rare(data, w, number, action)


@kernel
def _end_rare(data: Bytes, w: Ints, number: int, action: int) -> None:
    if action == e.ENDS_FORM:
        end_form(w)
    elif action == e.ENDS_MARK:
        if close(w, number, e.SCOPE):
            unmark(w)
    elif action == e.ENDS_PART:
        end_part(w, number)
    elif action == e.ENDS_BREAK:
        reopen(w)
    elif action == e.ENDS_TEMPLATE:
        end_template(w)
    elif action == e.ENDS_UNSURE:
        w[DOUBT] = 14
        close_named(data, w)


@kernel
def _end_heading(w: Ints) -> None:
    for height in range(w[HEIGHT] - 1, 0, -1):
        traits = TRAITS[id_at(w, height)]
        if traits & e.HEADING:
            pop_to(w, height)
            return
        if traits & e.SCOPE:
            return


@kernel
def _end_drawing(data: Bytes, w: Ints) -> None:
    known = w[NAME_ID] and w[NAME_ID] not in DRAWN
    if known and not w[LENIENT]:
        w[DOUBT] = 17
        return
    height = w[HEIGHT]
    close_named(data, w)
    # An end tag that no element of the drawing answers to reaches out of it.
    if w[HEIGHT] == height:
        w[DOUBT] = 18
        if w[LENIENT] and known and in_scope(w, w[NAME_ID], 0) >= 0:
            pop_to(w, w[SVG])
            _end(data, w, w[NAME_ID], ENDS[w[NAME_ID]])
