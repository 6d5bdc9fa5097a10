"""The head of a page: what may stand in it, and what ends it without an end tag."""

from extract.kernel import Ints, kernel
from extract.markup import elements as e
from extract.markup.elements import ID, TRAITS
from extract.markup.openelements import (
    AFTER_HEAD,
    DOUBT,
    HEIGHT,
    IN_BODY,
    IN_HEAD,
    MODE,
    TEMPLATES,
    pop_to,
    top,
)

_TEMPLATE, _NOSCRIPT, _SCRIPT, _BODY, _TITLE, _BASE = (
    ID["template"], ID["noscript"], ID["script"], ID["body"], ID["title"], ID["base"],
)  # fmt: skip


@kernel
def start_in_head(w: Ints, number: int, action: int) -> None:
    """Note that the head ends where something stands that is none of its elements."""
    if w[TEMPLATES] or action == e.IGNORED:
        if number == _BODY and not w[TEMPLATES]:
            leave_head(w)
    elif not TRAITS[number] & e.HEAD:
        leave_head(w)
    elif number == _NOSCRIPT:
        if top(w) == _NOSCRIPT:
            w[DOUBT] = 19
        elif w[MODE] == AFTER_HEAD:
            leave_head(w)
    elif top(w) == _NOSCRIPT and number in (_SCRIPT, _TEMPLATE, _TITLE, _BASE):
        pop_to(w, 1)


@kernel
def leave_head(w: Ints) -> None:
    """End the head, and what is open in it."""
    if not w[TEMPLATES]:
        pop_to(w, 1)
        w[MODE] = IN_BODY


@kernel
def end_in_head(w: Ints, number: int, action: int) -> bool:
    """Do what an end tag does in the head; return whether that is all."""
    if action == e.ENDS_HEAD:
        if w[MODE] == IN_HEAD:
            pop_to(w, 1)
            w[MODE] = AFTER_HEAD
        return True
    if number == _NOSCRIPT and top(w) == _NOSCRIPT:
        pop_to(w, w[HEIGHT] - 1)
        return True
    if action == e.ENDS_TEMPLATE:
        return False
    if action == e.ENDS_BREAK or (action == e.ENDS_NOTHING and top(w) != _NOSCRIPT):
        leave_head(w)
    return action != e.ENDS_BREAK
