"""The attributes that extraction asks for, numbered for compiled loops.

As with elements, a name's first seven bytes make one number and the next seven another;
an attribute of any other name has the number 0, and is found by its bytes.
"""

from extract.kernel import Bytes, kernel
from extract.markup.elements import LOWER
from extract.markup.nametable import HALF, LONGEST, number_of, table_of

_NAMES = (
    " class id href src rel name property content itemprop itemscope itemtype itemid "
    "itemref typeof vocab resource about prefix datetime lang dir title alt type value "
    "style hidden role srcset data-src data-srcset http-equiv charset action method "
    "for colspan rowspan width height disabled selected checked aria-label aria-hidden "
    "data-price data-sku data-id datatype rev placeholder onclick label media"
)
NUMBER = {name: number for number, name in enumerate(_NAMES.split(" "))}
_TABLE = table_of({name.encode(): number for name, number in NUMBER.items() if number})


@kernel
def attribute_number(data: Bytes, at: int, stop: int) -> int:
    """Return the number of the attribute whose name lies between `at` and `stop`."""
    if stop - at > LONGEST:
        return 0
    first, rest = 0, 0
    for k in range(stop - at):
        byte = LOWER[data[at + k]]
        if k < HALF:
            first = first << 8 | byte
        else:
            rest = rest << 8 | byte
    return number_of(_TABLE, first, rest)
