"""How much of each line a page says elsewhere of itself: title, description, stated text.

A line that repeats the title is a heading; one that the description begins with is where
the text begins; one that the structured data holds is text for sure.
"""

import numpy as np
from numpy.typing import NDArray

from extract.kernel import Bytes, Ints, kernel
from extract.markup.elements import LOWER
from extract.text.lines import START, STOP

Floats = NDArray[np.float32]
# Words share slots; what a page says of itself is short beside so many.
SLOTS = 1 << 13
_A, _Z, _0, _9, _HIGH = 97, 122, 48, 57, 128


@kernel
def note_words(text: Bytes, slots: Bytes) -> None:
    """Note every word of `text`, which ends with a zero byte."""
    mixed, length = 0, 0
    for at in range(len(text)):
        letter = LOWER[text[at]]
        if _is_part(letter):
            mixed, length = _with(mixed, letter), length + 1
        elif length:
            slots[_slot(mixed)] = 1
            mixed = length = 0


@kernel
def share_repeated(seen: Bytes, lines: Ints, slots: Bytes, shares: Floats) -> None:
    """Fill `shares` with the share of each line's words that were noted.

    `seen` has a byte more than its lines.
    """
    for k in range(len(lines)):
        words, known, mixed, length = 0, 0, 0, 0
        for at in range(lines[k, START], lines[k, STOP] + 1):
            letter = LOWER[seen[at]] if at < lines[k, STOP] else 0
            if _is_part(letter):
                mixed, length = _with(mixed, letter), length + 1
            elif length:
                words += 1
                known += slots[_slot(mixed)]
                mixed = length = 0
        shares[k] = known / words if words else 0


@kernel
def _is_part(letter: int) -> bool:
    return _A <= letter <= _Z or _0 <= letter <= _9 or letter >= _HIGH


@kernel
def _with(mixed: int, letter: int) -> int:
    return (mixed * 16777619 ^ letter) & 0xFFFFFFFF


@kernel
def _slot(mixed: int) -> int:
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    return (mixed ^ mixed >> 13) & (SLOTS - 1)
