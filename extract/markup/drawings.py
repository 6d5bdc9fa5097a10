"""What tags do inside of a drawing, and which of them show that it was never closed."""

from extract.kernel import Ints, kernel
from extract.markup import elements as e
from extract.markup.elements import ID, TRAITS
from extract.markup.nametable import packed
from extract.markup.openelements import DOUBT, HEIGHT, LENIENT, SVG, key_at, push
from extract.markup.tagbytes import SELF_CLOSING

# Of the elements that HTML knows, those that drawings have as well.
DRAWN = (ID["style"], ID["title"], ID["svg"], ID["image"])
# Inside of this element of a drawing stands HTML again.
_FOREIGN = packed(b"foreignobject")


@kernel
def leaves_drawing(w: Ints, number: int) -> bool:
    """Say whether a tag stands in no drawing, but in one that was never closed."""
    if not TRAITS[number] & e.SPECIAL or TRAITS[number] & (e.RAW | e.VOID):
        return False
    height = w[SVG]
    while height < w[HEIGHT] and key_at(w, height) != _FOREIGN:
        height += 1
    return height == w[HEIGHT]


@kernel
def draw(w: Ints, number: int) -> None:
    """Open an element of a drawing, of those that nothing else is like."""
    if number and number not in DRAWN:
        w[DOUBT] = 12
        if w[LENIENT] and not TRAITS[number] & e.VOID:
            push(w, number)
    elif not w[SELF_CLOSING]:
        push(w, number)
