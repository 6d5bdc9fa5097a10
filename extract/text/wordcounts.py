"""A page's words, counted by their hashes: what it says, shows, and calls its parts.

A group of words has a range of slots of its own, so that each weighs as a whole however
long it is. What two words share a slot does not matter to a model over thousands.
"""

from extract.kernel import Bytes, Ints, kernel
from extract.markup.attributes import NUMBER
from extract.markup.elements import LOWER
from extract.markup.grow import FROM, NAME, TO

# First slot of each group, and where the last one ends.
NAMES, SHOWN, TITLES, ADDRESS, STATED, SLOTS = 0, 16384, 49152, 57344, 59392, 61440
GROUPS = (
    (NAMES, SHOWN),
    (SHOWN, TITLES),
    (TITLES, ADDRESS),
    (ADDRESS, STATED),
    (STATED, SLOTS),
)
_CLASS, _ID = NUMBER["class"], NUMBER["id"]
_MOST_SHOWN, _MOST_NAME = 40_000, 200
_A, _Z, _0, _9, _HIGH, _HASH = 97, 122, 48, 57, 128, 35


@kernel
def count_names(data: Bytes, attrs: Ints, counts: Ints) -> None:
    """Count the words in all classes and ids."""
    for k in range(len(attrs)):
        if attrs[k, NAME] == _CLASS or attrs[k, NAME] == _ID:
            stop = min(attrs[k, TO], attrs[k, FROM] + _MOST_NAME)
            count_words(data, attrs[k, FROM], stop, True, counts[NAMES:SHOWN])


@kernel
def count_words(data: Bytes, at: int, stop: int, humps: bool, counts: Ints) -> None:
    """Count the words between `at` and `stop`; any number is the same word.

    With `humps` a capital letter behind a small one begins another word.
    """
    mixed, length, small = 0, 0, False
    while at <= stop:
        byte = data[at] if at < stop else 0
        letter = LOWER[byte]
        digit = _0 <= byte <= _9
        plain = _A <= letter <= _Z or byte >= _HIGH or digit
        if length and (not plain or (humps and small and byte != letter)):
            _count(mixed, length, counts)
            mixed, length = 0, 0
        if plain and not (digit and length and mixed == _HASH):
            mixed = (mixed * 16777619 ^ (_HASH if digit else letter)) & 0xFFFFFFFF
            length += 1
        small = plain and byte == letter
        at += 1


@kernel
def _count(mixed: int, length: int, counts: Ints) -> None:
    if length > 1 or mixed == _HASH:
        mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
        counts[(mixed ^ mixed >> 13) % len(counts)] += 1
