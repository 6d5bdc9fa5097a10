"""The kind of a link by its address, compiled: what links.py's patterns say of it.

They are patterns of few words behind a slash or an argument's name, so one pass over the
address tries each word where it may stand.
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.elements import LOWER

OTHER, LISTING, PRODUCT, SIGNUP, PAGED = range(5)
NAMES = ("other", "list", "product", "signup", "page")
_SLASH, _QUESTION, _AMPERSAND, _EQUALS, _DASH, _UNDERSCORE, _DOT = (
    47, 63, 38, 61, 45, 95, 46,
)  # fmt: skip
_SEPARATORS = (_SLASH, _DASH, _UNDERSCORE, _DOT)
_P, _I, _D = 112, 105, 100
# Where a word stands: in the path behind a slash, or as an argument's name. The rows of
# the one lie before those of the other.
_IN_PATH, _AS_NAME = 0, 256
_PATHS = {
    SIGNUP: "sign-up signup register registrieren join affiliate affiliates partner "
    "partnerprogramm partners",
    PRODUCT: "p dp gp/product product products produkt produkte produit item artikel "
    "itm pd sku",
    LISTING: "c cat category categories kategorie kategorien collection collections "
    "shop browse brand brands marke marken search s",
    PAGED: "page",
}
_ARGUMENTS = {
    PRODUCT: "product item artnr",
    LISTING: "cat category q",
    PAGED: "page p pg seite paged start offset",
}


def _table() -> tuple[Ints, Bytes]:
    """Return where and how all words begin, their kinds, lengths, places; their bytes."""
    rows, blob = [], bytearray()
    for where, words in ((_IN_PATH, _PATHS), (_AS_NAME, _ARGUMENTS)):
        for kind, text in words.items():
            for word in text.split():
                rows.append((where + ord(word[0]), kind, len(word), len(blob)))
                blob += word.encode()
    rows.sort()
    return np.array(rows, np.int64), np.frombuffer(bytes(blob), np.uint8)


_WORDS, _WORD_BYTES = _table()
# For each place and first byte the first of its rows.
_FIRSTS: Ints = np.searchsorted(_WORDS[:, 0], np.arange(513)).astype(np.int64)


@kernel
def kind_of(url: Bytes, at: int, stop: int) -> int:
    """Return the kind of the address whose path lies between `at` and `stop`."""
    kind = OTHER
    while at < stop and kind != PAGED:
        byte = url[at]
        if byte == _SLASH:
            kind = max(kind, _said(url, at + 1, stop, _IN_PATH))
        elif byte in (_QUESTION, _AMPERSAND):
            kind = max(kind, _said(url, at + 1, stop, _AS_NAME))
        elif byte == _DASH and kind < PRODUCT and _is_numbered(url, at + 1, stop):
            kind = PRODUCT
        at += 1
    return kind


@kernel
def _said(url: Bytes, at: int, stop: int, where: int) -> int:
    """Return the kind that a word at `at` says, where such words stand."""
    kind = OTHER
    if at == stop:
        return kind
    first = where + int(LOWER[url[at]])
    for k in range(_FIRSTS[first], _FIRSTS[first + 1]):
        row = _WORDS[k]
        if row[1] > kind and _stands(url, at, stop, row):
            end = at + row[2]
            if where == _IN_PATH:
                fits = _fits(url, end, stop, row[1])
            else:
                fits = _is_given(url, end, stop, row[1])
            if fits:
                kind = row[1]
    return kind


@kernel
def _stands(url: Bytes, at: int, stop: int, row: Ints) -> bool:
    if at + row[2] > stop:
        return False
    for k in range(row[2]):
        if LOWER[url[at + k]] != _WORD_BYTES[row[3] + k]:
            return False
    return True


@kernel
def _fits(url: Bytes, at: int, stop: int, kind: int) -> bool:
    """Say whether what follows a word at `at` is what its kind asks for."""
    if kind == LISTING:
        return at == stop or url[at] == _SLASH or url[at] == _QUESTION
    if kind == SIGNUP:
        return at == stop or not _is_word(url[at])
    if kind == PAGED:
        return at + 1 < stop and url[at] == _SLASH and _is_digit(url[at + 1])
    return at < stop and url[at] in _SEPARATORS and _is_called(url, at + 1, stop)


@kernel
def _is_called(url: Bytes, at: int, stop: int) -> bool:
    """Say whether something stands between `at` and the next slash."""
    while at < stop and url[at] != _SLASH and url[at] != _QUESTION:
        if _is_word(url[at]):
            return True
        at += 1
    return False


@kernel
def _is_word(byte: int) -> bool:
    return _is_digit(byte) or 97 <= LOWER[byte] <= 122 or byte == _UNDERSCORE


@kernel
def _is_digit(byte: int) -> bool:
    return 48 <= byte <= 57


@kernel
def _is_given(url: Bytes, at: int, stop: int, kind: int) -> bool:
    """Say whether the argument's name ends at `at`, and a number follows a page's."""
    if kind == PRODUCT:
        if at < stop and url[at] == _UNDERSCORE:
            at += 1
        if at + 1 < stop and LOWER[url[at]] == _I and LOWER[url[at + 1]] == _D:
            at += 2
    if at >= stop or url[at] != _EQUALS:
        return False
    return kind != PAGED or (at + 1 < stop and _is_digit(url[at + 1]))


@kernel
def _is_numbered(url: Bytes, at: int, stop: int) -> bool:
    """Say whether `p` and a number follow a dash, as in `kettle-p-123`."""
    if at == stop or LOWER[url[at]] != _P:
        return False
    at += 1
    if at < stop and url[at] == _DASH:
        at += 1
    return at < stop and _is_digit(url[at])
