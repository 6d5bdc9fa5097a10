"""The words of many titles, as figures: what each is, how long, a number, a unit, a kind.

canon  pixma mg-5220  4800 dpi        a word is a run of letters and digits;
-----  ----- -- ----  ---- ---        pieces that only a dash or the like keeps apart
             mg5220                   are a word together as well, if digits are there
"""

from typing import Any, NamedTuple

import numpy as np

from enrich.kernel import Bytes, Ints, kernel

# What is known of a word.
HASH, START, END, KIND, VALUE, UNIT, CLASS, RECORD = range(8)
FIELDS = 8
# KIND is a sum of these.
DIGITS, LETTERS, TIED = 1, 2, 4
# The longest word, and the longest number, that is read whole.
_LONGEST = 64
_LONGEST_NUMBER = 9
_DECIMALS = 3
_QUOTE, _INCH, _DOT, _COMMA = 39, 34, 46, 44
# FNV: quick, and good enough for words.
_START = np.uint64(0xCBF29CE484222325)


class Source(NamedTuple):
    """Texts one after the other, what is known of words, and room for the words found.

    `known` has a row a word that means something: its hash, unit and class, by hash.
    """

    data: Bytes
    offsets: Ints
    known: Ints
    words: Ints


@kernel
def split(source: Source) -> int:
    """Fill `source.words` with the words of each text; return how many there are."""
    found = 0
    for record in range(len(source.offsets) - 1):
        found = _text(source, record, found)
    return found


@kernel
def _text(source: Source, record: int, found: int) -> int:
    data, words, first = source.data, source.words, found
    at, end = source.offsets[record], source.offsets[record + 1]
    while True:
        while at < end and not _in_word(data, at, end):
            at += 1
        if at == end:
            return _join(data, words, first, found, record)
        start = at
        while at < end and _in_word(data, at, end) and at - start < _LONGEST:
            at += _width(data[at])
        at = min(at, end)
        # `first` is the first piece of those that are tied together.
        if found == first or not _is_tie(data, words[found - 1, END], start):
            found = _join(data, words, first, found, record)
            first = found
        words[found, :] = 0
        words[found, START], words[found, END] = start, at
        words[found, RECORD], words[found, VALUE] = record, -1
        _note(source, words[found])
        _measure(source, record, found)
        found += 1


@kernel
def _measure(source: Source, record: int, at: int) -> None:
    """Give a number the unit that follows it: a sign, or the next word."""
    words, end = source.words, source.words[at, END]
    signed = end < source.offsets[record + 1] and source.data[end] in (_QUOTE, _INCH)
    if signed and words[at, KIND] == DIGITS:
        words[at, UNIT] = 1
    follows = at > 0 and words[at - 1, RECORD] == record
    is_unit = words[at, KIND] == LETTERS and words[at, UNIT] > 0
    if follows and is_unit and words[at - 1, KIND] == DIGITS:
        words[at - 1, UNIT] = words[at, UNIT]


@kernel
def _note(source: Source, word: Ints) -> None:
    """Note what a word is: its kind, its hash, and what is known of it."""
    data, start, end = source.data, word[START], word[END]
    for at in range(start, end):
        if _is_digit(data[at]):
            word[KIND] |= DIGITS
        elif data[at] not in (_DOT, _COMMA):
            word[KIND] |= LETTERS
    word[HASH] = _hash(data, start, end, word[KIND])
    rest = _number(data, word)
    if rest == start:
        row = _look(source.known, word[HASH])
        if row >= 0:
            word[UNIT], word[CLASS] = source.known[row, 1], source.known[row, 2]
    elif rest < end:
        # What follows the number must be a unit, or all of it is a name.
        row = _look(source.known, _hash(data, rest, end, LETTERS))
        unit = source.known[row, 1] if row >= 0 else 0
        word[UNIT] = unit
        if unit == 0:
            word[VALUE] = -1


@kernel
def _number(data: Bytes, word: Ints) -> int:
    """Note the number that a word begins with, in thousandths; return where it ends."""
    at, digits, decimals, value, dotted = word[START], 0, 0, 0, False
    while at < word[END] and (_is_digit(data[at]) or data[at] in (_DOT, _COMMA)):
        if data[at] == _DOT:
            dotted = True
        elif data[at] != _COMMA and digits < _LONGEST_NUMBER and decimals < _DECIMALS:
            value = value * 10 + data[at] - 48
            decimals += dotted
            digits += 1
        at += 1
    if digits:
        word[VALUE] = value * 10 ** (_DECIMALS - decimals)
    return at


@kernel
def _join(data: Bytes, words: Ints, first: int, end: int, record: int) -> int:
    """Add what the pieces from `first` on are together, if there are digits in it."""
    kind = 0
    for k in range(first, end):
        kind |= words[k, KIND]
    if end - first < 2 or not kind & DIGITS:
        return end
    mixed = _START
    for k in range(first, end):
        mixed = _mix(data, words[k, START], words[k, END], mixed)
    words[end, :] = 0
    words[end, HASH] = _signed(mixed)
    words[end, START], words[end, END] = words[first, START], words[end - 1, END]
    words[end, KIND], words[end, RECORD] = kind | TIED, record
    words[end, VALUE] = -1
    return end + 1


@kernel
def _hash(data: Bytes, start: int, end: int, kind: int) -> int:
    # One speaker and two speakers are the same word.
    plural = kind == LETTERS and end - start > 3 and data[end - 1] == 115
    if plural and data[end - 2] != 115:
        end -= 1
    return _signed(_mix(data, start, end, _START))


@kernel
def _signed(mixed: Any) -> int:
    return np.int64(mixed >> np.uint64(1))  # type: ignore[return-value]


@kernel
def _mix(data: Bytes, start: int, end: int, mixed: Any) -> Any:
    for k in range(start, end):
        letter = data[k]
        # Accents that were taken off their letters (U+0300 to U+036F) are left out,
        # and so is what ties a word's pieces.
        if letter in (0xCC, 0xCD) or (k > start and data[k - 1] in (0xCC, 0xCD)):
            continue
        if letter >= 128 or _is_digit(letter) or 97 <= letter <= 122:
            mixed = (mixed ^ np.uint64(letter)) * np.uint64(0x100000001B3)
    return mixed


@kernel
def _look(known: Ints, wanted: int) -> int:
    low, high = 0, len(known)
    while low < high:
        middle = (low + high) >> 1
        if known[middle, 0] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(known) and known[low, 0] == wanted else -1


@kernel
def _is_tie(data: Bytes, start: int, end: int) -> bool:
    if end - start != 1:
        return False
    return data[start] in (45, 47, 95, 46, 43)  # - / _ . +


@kernel
def _in_word(data: Bytes, at: int, end: int) -> bool:
    letter = data[at]
    if 97 <= letter <= 122 or _is_digit(letter):
        return True
    if letter in (_DOT, _COMMA):
        inside = 0 < at < end - 1 and _is_digit(data[at - 1])
        return inside and _is_digit(data[at + 1])
    # Latin-1 signs, dashes, currency signs, arrows and CJK punctuation are no letters.
    if letter < 0xC3 or letter == 0xE2:
        return False
    return not (letter == 0xE3 and at + 1 < end and data[at + 1] == 0x80)


@kernel
def _width(letter: int) -> int:
    if letter < 0xC0:
        return 1
    if letter < 0xE0:
        return 2
    return 3 if letter < 0xF0 else 4


@kernel
def _is_digit(letter: int) -> bool:
    return 48 <= letter <= 57
