"""The addresses of a page's links: resolved, in canonical form, each once, compiled.

A link nearly always continues the page's own address or stands in whole. Put together,
it is proven to be canonical as it stands (frontier/plain.py), or else it is left to
`join`; so this gives what `join` gives.

    row of a link kept  [ its row in the scan | its address | what is to be looked at ]
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.linking.linkkinds import PAGED, kind_of
from extract.linking.scan import (
    FIELDS,
    HREF_AT,
    HREF_END,
    REL_AT,
    REL_END,
    ROWS,
    TITLE_AT,
    TITLE_END,
)
from extract.markup.elements import LOWER
from frontier.plain import kinds, rest_end, url_end

# In the workspace: where the parts of the page's address end; the bytes written.
SCHEME_END, ORIGIN_END, FOLDER_END, PATH_END, BASE_END, URLS_OUT, TEXTS_OUT = range(
    86, 93
)
KEPT, ROW_OF, URL_AT, LOOK, HASH = 4, 0, 1, 2, 3
# What Python looks at: an address to be joined, a foreign host, a rel, a title instead
# of a text, a text that may say "next". Above them stands the kind.
JOIN, FOREIGN, HAS_REL, HAS_TITLE, MAY_BE_NEXT, KIND = 1, 2, 4, 8, 16, 32
_BYTE_KINDS, _NAME_KINDS = kinds()
_LONGEST = 8000
_LF, _HASH, _SLASH, _COLON, _QUESTION, _MORE = 10, 35, 47, 58, 63, 62
_LEADS_NOWHERE, _WHOLE = -1, 0
_HTTP = np.frombuffer(b"https", np.uint8)
# How a text begins that means the next page, in small letters.
_NEXT = np.frombuffer(b"neolwevosusina", np.uint8)
_DIGITS = 3


@kernel
def resolve(w: Ints, out: Bytes, texts: Bytes, kept: Ints, count: int) -> int:
    """Keep the links that lead somewhere new; return how many.

    `texts` holds the page's address, then, behind it, the links' addresses, a line each.
    The texts of those kept stand in the second half of `out`, a zero byte behind each.
    """
    kept[len(kept) // 2 :, HASH] = -1
    w[URLS_OUT], w[TEXTS_OUT] = w[BASE_END], len(out) // 2
    found = 0
    for number in range(count):
        row = ROWS + FIELDS * number
        begins = w[URLS_OUT]
        look = _address(w, out, texts, row)
        if look < 0 or (look == _WHOLE and _is_known(texts, w, kept, begins)):
            w[URLS_OUT] = begins
            continue
        kept[found, ROW_OF], kept[found, URL_AT] = number, begins
        kept[found, LOOK] = look | _looks(w, out, texts, row, begins)
        found += 1
    return found


@kernel
def _address(w: Ints, out: Bytes, texts: Bytes, row: int) -> int:
    """Write the address that the link in `row` leads to; return what it needs."""
    at, stop = w[row + HREF_AT], w[row + HREF_END]
    if at == stop or out[at] == _HASH:
        return _LEADS_NOWHERE
    prefix = _prefix(w, out, at, stop)
    if prefix == _LEADS_NOWHERE:
        return _LEADS_NOWHERE
    begins = into = w[URLS_OUT]
    if stop - at <= _LONGEST:
        into = _copy(texts, 0, prefix, texts, into)
        into = _copy(out, at, stop, texts, into)
        if _ends_in_host(texts, begins, into):
            texts[into] = _SLASH
            into += 1
        texts[into] = texts[into + 1] = texts[into + 2] = _LF
        # The page's own host is fine, also as an address or with a port.
        ends = (
            rest_end(texts, begins + w[ORIGIN_END], _BYTE_KINDS, _NAME_KINDS)
            if _is_at_home(texts, w, begins)
            else url_end(texts, begins, _BYTE_KINDS, _NAME_KINDS)
        )
        if ends == into or (ends > 0 and texts[ends] == _HASH):
            texts[ends] = _LF
            w[URLS_OUT] = ends + 1
            return _WHOLE
    texts[begins] = _LF
    w[URLS_OUT] = begins + 1
    return JOIN


@kernel
def _ends_in_host(texts: Bytes, begins: int, stop: int) -> bool:
    """Say whether no slash, question or fragment follows the `//` of an address."""
    slashes = 0
    for k in range(begins, stop):
        if texts[k] == _QUESTION or texts[k] == _HASH:
            return False
        slashes += texts[k] == _SLASH
        if slashes == 3:
            return False
    return slashes == 2 and texts[stop - 1] != _SLASH


@kernel
def _is_at_home(texts: Bytes, w: Ints, begins: int) -> bool:
    """Say whether the address at `begins` is of the page's own host."""
    for k in range(w[ORIGIN_END] + 1):
        if texts[k] != texts[begins + k]:
            return False
    return True


@kernel
def _copy(source: Bytes, at: int, stop: int, target: Bytes, into: int) -> int:
    """Write what lies between `at` and `stop`; return where that ends."""
    for k in range(stop - at):
        target[into + k] = source[at + k]
    return into + stop - at


@kernel
def _prefix(w: Ints, out: Bytes, at: int, stop: int) -> int:
    """Return how much of the page's address goes before the href at `at`."""
    first = out[at]
    if first == _SLASH:
        slashes = at + 1 < stop and out[at + 1] == _SLASH
        return w[SCHEME_END] if slashes else w[ORIGIN_END]
    if first == _QUESTION:
        return w[PATH_END]
    end = at
    while end < stop and _may_be_scheme(out[end]):
        end += 1
    if end == stop or out[end] != _COLON or not 97 <= LOWER[first] <= 122:
        return w[FOLDER_END]
    # An address of the web, or one that no crawl follows.
    return _WHOLE if _is_web(out, at, end) else _LEADS_NOWHERE


@kernel
def _may_be_scheme(byte: int) -> bool:
    return 97 <= LOWER[byte] <= 122 or 48 <= byte <= 57 or byte in (43, 45, 46)


@kernel
def _is_web(out: Bytes, at: int, end: int) -> bool:
    if not 4 <= end - at <= 5:
        return False
    for k in range(end - at):
        if LOWER[out[at + k]] != _HTTP[k]:
            return False
    return True


@kernel
def _is_known(texts: Bytes, w: Ints, kept: Ints, begins: int) -> bool:
    """Say whether the address written last was kept before; note it if not."""
    half, mixed = len(kept) // 2, 0
    for k in range(begins, w[URLS_OUT]):
        mixed = (mixed * 31 + int(texts[k])) & 0xFFFFFFFFFFF
    slot = half + (mixed ^ (mixed >> 15)) % half
    while kept[slot, HASH] >= 0:
        if kept[slot, HASH] == mixed and _is_same(texts, kept[slot, URL_AT], begins):
            return True
        slot = slot + 1 if slot + 1 < len(kept) else half
    kept[slot, HASH], kept[slot, URL_AT] = mixed, begins
    return False


@kernel
def _is_same(texts: Bytes, one: int, other: int) -> bool:
    while texts[one] == texts[other]:
        if texts[one] == _LF:
            return True
        one += 1
        other += 1
    return False


@kernel
def _looks(w: Ints, out: Bytes, texts: Bytes, row: int, begins: int) -> int:
    """Move the link's text; return what is to be looked at, and the link's kind."""
    at, stop = w[row + HREF_END], w[row + FIELDS + HREF_AT]
    into = _copy(out, at, stop, out, w[TEXTS_OUT])
    out[into] = 0
    w[TEXTS_OUT] = into + 1
    look = 0
    if w[row + REL_END] > w[row + REL_AT]:
        look |= HAS_REL
    if at == stop and w[row + TITLE_END] > w[row + TITLE_AT]:
        look |= HAS_TITLE
    if not _is_at_home(texts, w, begins):
        look |= FOREIGN
    if _is_number(out, at, stop):
        return look | PAGED * KIND
    if at < stop and _may_be_next(out, at, stop):
        look |= MAY_BE_NEXT
    return look | _kind(texts, begins, w[URLS_OUT] - 1) * KIND


@kernel
def _kind(texts: Bytes, begins: int, stop: int) -> int:
    at = begins + 8
    while at < stop and texts[at] != _SLASH:
        at += 1
    return kind_of(texts, at, stop)


@kernel
def _is_number(out: Bytes, at: int, stop: int) -> bool:
    if not 0 < stop - at <= _DIGITS:
        return False
    for k in range(at, stop):
        if not 48 <= out[k] <= 57:
            return False
    return True


@kernel
def _may_be_next(out: Bytes, at: int, stop: int) -> bool:
    """Say whether a text begins like one that means the next page, or is odd enough."""
    first = LOWER[out[at]]
    if first == _MORE:
        return True
    if first >= 0x80:
        # An arrow or a quotation mark, or up to three characters that may be digits.
        return first in (0xC2, 0xC5, 0xE2) or stop - at <= 4 * _DIGITS
    if stop - at <= 4 * _DIGITS and 48 <= first <= 57:
        return True
    for k in range(0, len(_NEXT), 2):
        if first == _NEXT[k] and at + 1 < stop:
            second = LOWER[out[at + 1]]
            if second == _NEXT[k + 1] or second >= 0x80:
                return True
    return False
