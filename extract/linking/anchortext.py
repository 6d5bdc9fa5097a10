"""The text of a link, written while the page is read: blanks squeezed, and cut.

It equals `" ".join(text[:800].split())[:200]` of the whole text, character by character.
"""

from extract.kernel import Bytes, Ints, kernel
from extract.markup.charrefs import reference

# Where in the workspace the writing stands. VERBATIM: keep the text as it is.
OUT, READ, WRITTEN, BLANK, VERBATIM = 30, 31, 32, 33, 34
MOST = 200
_MOST_READ = 4 * MOST
# A reference is written this far ahead, and read from there.
_AHEAD = 8
_AMPERSAND, _CR, _LF, _SPACE = 38, 13, 10, 32


@kernel
def begin_text(w: Ints) -> None:
    """Begin the text of another link."""
    w[READ] = w[WRITTEN] = w[BLANK] = 0


@kernel
def write(data: Bytes, at: int, stop: int, w: Ints, out: Bytes) -> None:
    """Add text, in which references stand for characters."""
    while at < stop and (w[VERBATIM] or w[READ] < _MOST_READ):
        if data[at] == _AMPERSAND:
            packed = reference(data, at, False, out, w[OUT] + _AHEAD)
            at = packed >> 8
            here = w[OUT] + _AHEAD
            end = here + (packed & 255)
            while here < end:
                here = _character(out, here, w, out)
        else:
            at = _next(data, at, w, out)


@kernel
def write_raw(data: Bytes, at: int, stop: int, w: Ints, out: Bytes) -> None:
    """Add text as it stands."""
    while at < stop:
        at = _next(data, at, w, out)


@kernel
def _next(data: Bytes, at: int, w: Ints, out: Bytes) -> int:
    if data[at] != _CR:
        return _character(data, at, w, out)
    if data[at + 1] == _LF:
        return at + 1
    out[w[OUT] + _AHEAD] = _LF
    _character(out, w[OUT] + _AHEAD, w, out)
    return at + 1


@kernel
def _character(data: Bytes, at: int, w: Ints, out: Bytes) -> int:
    """Add the character that begins at `at`; return where the next one does."""
    lead = data[at]
    size = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if w[VERBATIM]:
        _copy(data, at, size, w, out)
        return at + size
    w[READ] += 1
    if w[READ] > _MOST_READ or w[WRITTEN] >= MOST:
        return at + size
    if is_blank(data, at, size):
        w[BLANK] = w[WRITTEN] > 0
        return at + size
    if w[BLANK]:
        w[BLANK] = 0
        out[w[OUT]] = _SPACE
        w[OUT] += 1
        w[WRITTEN] += 1
        if w[WRITTEN] == MOST:
            return at + size
    _copy(data, at, size, w, out)
    w[WRITTEN] += 1
    return at + size


@kernel
def _copy(data: Bytes, at: int, size: int, w: Ints, out: Bytes) -> None:
    for k in range(size):
        out[w[OUT] + k] = data[at + k]
    w[OUT] += size


@kernel
def is_blank(data: Bytes, at: int, size: int) -> bool:
    """Say whether Python's `str.split` takes the character for a blank."""
    lead = data[at]
    if size == 1:
        return lead == _SPACE or 9 <= lead <= 13 or 28 <= lead <= 31
    second = data[at + 1]
    if size == 2:
        return lead == 0xC2 and (second == 0x85 or second == 0xA0)
    third = data[at + 2]
    if lead == 0xE2:
        return (
            second == 0x80 and (third <= 0x8A or 0xA8 <= third <= 0xA9 or third == 0xAF)
        ) or (second == 0x81 and third == 0x9F)
    return (lead == 0xE1 and second == 0x9A and third == 0x80) or (
        lead == 0xE3 and second == 0x80 and third == 0x80
    )
