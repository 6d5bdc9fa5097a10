"""What HTML's elements do to the elements around them, as tables for compiled loops.

The names and their groups are those of the HTML Standard's tree construction: which
action a start or end tag takes, what ends the search for an open element (a scope), and
what may be closed without an end tag of its own.
"""

import numpy as np

from extract.kernel import Ints
from extract.markup.nametable import table_of

# Traits of an element.
SPECIAL, FORMATTING, IMPLIED, SCOPE, BUTTON_SCOPE, LIST_SCOPE, TABLE_SCOPE = (
    1, 2, 4, 8, 16, 32, 64,
)  # fmt: skip
HEAD, HEADING, VOID, RAW, ENTITIES = 128, 256, 512, 1024, 2048

# What a start tag does; without one of these it is an ordinary element.
(
    ORDINARY, BLOCK, HEADINGS, ITEM, TERM, FORMED, BUTTONED, ANCHORED, FORMATS, MARKS,
    TABLED, PART, SINGLE, LONE, RULE, RAWS, OPTION, GROUP, RUBY, RUBY_TEXT, DRAWING,
    IGNORED, TEMPLATED, SELECTED, INPUT, UNSURE, AREA,
) = range(27)  # fmt: skip
# What an end tag does.
(
    ANY, ENDS_BLOCK, ENDS_P, ENDS_ITEM, ENDS_TERM, ENDS_HEADING, ENDS_FORMAT, ENDS_FORM,
    ENDS_MARK, ENDS_NOTHING, ENDS_PART, ENDS_BREAK, ENDS_TEMPLATE, ENDS_HEAD, ENDS_UNSURE,
) = range(15)  # fmt: skip

_S = SPECIAL
_MARKED = _S | SCOPE | BUTTON_SCOPE | LIST_SCOPE
_TABLES = _MARKED | TABLE_SCOPE
_ROWS: tuple[tuple[str, int, int, int], ...] = (
    ("html", IGNORED, ENDS_NOTHING, _TABLES),
    ("head", IGNORED, ENDS_HEAD, _S),
    ("body", IGNORED, ENDS_NOTHING, _S),
    ("base basefont bgsound link meta", LONE, ANY, _S | HEAD | VOID),
    ("title", RAWS, ANY, _S | HEAD | RAW | ENTITIES),
    ("textarea", RAWS, ANY, _S | RAW | ENTITIES),
    ("style script noframes", RAWS, ANY, _S | HEAD | RAW),
    ("iframe noembed xmp", RAWS, ANY, _S | RAW),
    ("template", TEMPLATED, ENDS_TEMPLATE, _TABLES | HEAD),
    ("noscript", ORDINARY, ANY, _S | HEAD),
    (
        ("address article aside blockquote center details dir div dl fieldset "
        "figcaption figure footer header hgroup main menu nav search section summary "
        "listing pre"),
        BLOCK, ENDS_BLOCK, _S,
    ),
    ("dialog", BLOCK, ENDS_BLOCK, 0),
    ("ol ul", BLOCK, ENDS_BLOCK, _S | LIST_SCOPE),
    ("p", BLOCK, ENDS_P, _S | IMPLIED),
    ("h1 h2 h3 h4 h5 h6", HEADINGS, ENDS_HEADING, _S | HEADING),
    ("form", FORMED, ENDS_FORM, _S),
    ("li", ITEM, ENDS_ITEM, _S | IMPLIED),
    ("dd dt", TERM, ENDS_TERM, _S | IMPLIED),
    ("button", BUTTONED, ENDS_BLOCK, _S | BUTTON_SCOPE),
    ("a", ANCHORED, ENDS_FORMAT, FORMATTING),
    (
        "b big code em font i s small strike strong tt u",
        FORMATS, ENDS_FORMAT, FORMATTING,
    ),
    ("applet marquee object", MARKS, ENDS_MARK, _MARKED),
    ("table", TABLED, ENDS_PART, _TABLES),
    ("caption td th", PART, ENDS_PART, _MARKED),
    ("tbody tfoot thead tr colgroup", PART, ENDS_PART, _S),
    ("col", PART, ENDS_PART, _S | VOID),
    ("area", AREA, ANY, _S | VOID),
    ("br", SINGLE, ENDS_BREAK, _S | VOID),
    ("embed img keygen wbr", SINGLE, ANY, _S | VOID),
    ("input", INPUT, ANY, _S | VOID),
    ("param source track", LONE, ANY, _S | VOID),
    ("hr", RULE, ANY, _S | VOID),
    ("option", OPTION, ANY, IMPLIED),
    ("optgroup", GROUP, ANY, IMPLIED),
    ("select", SELECTED, ENDS_BLOCK, _MARKED),
    ("rb rtc", RUBY, ANY, IMPLIED),
    ("rp rt", RUBY_TEXT, ANY, IMPLIED),
    ("ruby", ORDINARY, ANY, 0),
    # No rule names these; whoever looks for them does.
    (
        ("abbr audio canvas cite data del ins label legend mark meter picture progress "
        "q span sub sup time video"),
        ORDINARY, ANY, 0,
    ),
    ("svg", DRAWING, ANY, 0),
    ("math plaintext frameset frame image nobr", UNSURE, ENDS_UNSURE, _S),
)  # fmt: skip
_NAMES = [""] + [name for names, *_ in _ROWS for name in names.split()]
_GROUPS = [(0, 0, 0)] + [rest for names, *rest in _ROWS for _ in names.split()]
# Numbers of the elements that the rules name one by one; 0 is any unknown name.
ID = {name: number for number, name in enumerate(_NAMES)}
STARTS: Ints = np.array([group[0] for group in _GROUPS], np.int64)
ENDS: Ints = np.array([group[1] for group in _GROUPS], np.int64)
TRAITS: Ints = np.array([group[2] for group in _GROUPS], np.int64)
# The same as a table for compiled loops.
NAMES = table_of({name.encode(): number for name, number in ID.items() if number})


def _letters() -> Ints:
    lower = np.arange(256, dtype=np.int64)
    lower[65:91] += 32
    return lower


# ASCII's capitals as small letters; the rest of the bytes as they are.
LOWER: Ints = _letters()
