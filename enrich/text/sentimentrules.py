"""How words judge together: the rules, compiled, over the bytes of many texts at once.

    text -> sentences -> tokens -> what each judges, turned by the words before it
                                -> a sum a sentence, squeezed to -1..1 -> their mean

A token is a word, an emoticon or an emoji. Weights are those of the lexicon, about -4
to 4; what is written in capitals weighs more, and what stands behind a `but`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from enrich.kernel import Bytes, Ints, kernel
from enrich.text.wordpieces import LOWER, START, TIMES, Words, hashed, place

Numbers = NDArray[np.float64]
# What a word does beside judging.
NEGATES, BOOSTS, TURNS, WISHES, BEGINS, LIKES, ADMITS = 1, 2, 4, 8, 16, 32, 64
# Columns of a token.
PLACE, LOUD, CLAUSE, HASH = range(4)
COLUMNS = 4
# Columns of the answer.
VALUE, HITS = range(2)

_LOUD = 0.733
_NEGATED, _UNBLAMED = -0.74, -0.5
_BACK = 4
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.5
_CALL, _MOST_CALLS = 0.292, 4
_ASKED, _WISHED = 0.5, 0.4
_SQUEEZE = 15.0
_MOST_HITS = 3.0
_LONGEST_FACE = 5
_SPACE, _CALLS, _ASKS, _STOP, _COMMA, _QUOTE = 32, 33, 63, 46, 44, 39
_SEMICOLON, _COLON, _BREAK = 59, 58, 10
_A, _Z, _SMALL_A, _SMALL_Z, _0, _9, _HIGH = 65, 90, 97, 122, 48, 57, 128
_EMOJI, _SYMBOL, _CURLY = 0xF0, 0xE2, (0xE2, 0x80, 0x99)


class Lexicon(NamedTuple):
    """The words that say something of others; `weights` and `deeds` by their places."""

    words: Words
    weights: Numbers
    deeds: Ints


@kernel
def judge(
    data: Bytes, starts: Ints, lexicon: Lexicon, tokens: Ints, out: Numbers
) -> None:
    """Fill `out` with what each text says and how many words say it.

    `tokens` has room for as many as the longest text has bytes.
    """
    for k in range(len(starts) - 1):
        at, stop = starts[k], starts[k + 1]
        total, weight, hits = 0.0, 0.0, 0
        while at < stop:
            end = sentence_end(data, at, stop)
            count = _tokens(data, at, end, lexicon, tokens)
            value, found = _sentence(tokens, count, lexicon)
            if found:
                value = _told(value, _marks(data, at, end))
                total += value * min(found, _MOST_HITS)
                weight += min(found, _MOST_HITS)
                hits += found
            at = end
        out[k, VALUE] = total / weight if weight else 0.0
        out[k, HITS] = hits


@kernel
def sentence_end(data: Bytes, at: int, stop: int) -> int:
    """Return where the sentence that begins at `at` ends, roughly: at marks and breaks."""
    k = at
    while k < stop:
        byte = data[k]
        if byte == _BREAK and k > at:
            return k + 1
        if byte in (_STOP, _CALLS, _ASKS):
            while k + 1 < stop and data[k + 1] in (_STOP, _CALLS, _ASKS):
                k += 1
            if k + 1 >= stop or data[k + 1] <= _SPACE:
                return k + 1
        k += 1
    return stop


@kernel
def _tokens(data: Bytes, at: int, stop: int, lexicon: Lexicon, tokens: Ints) -> int:
    """Write the tokens of a sentence down; return how many there are."""
    count, clause = 0, 0
    while at < stop:
        end = _token_end(data, at, stop)
        if end > at:
            key = hashed(data, at, end)
            tokens[count, HASH] = np.int64(key)
            tokens[count, PLACE] = place(lexicon.words, key)
            tokens[count, LOUD] = _is_loud(data, at, end)
            tokens[count, CLAUSE] = clause
            count += 1
            at = end
            continue
        if data[at] in (_COMMA, _SEMICOLON, _COLON):
            clause += 1
        at += 1
    return count


@kernel
def _token_end(data: Bytes, at: int, stop: int) -> int:
    """Return where the token ends that begins at `at`; `at` itself if none does."""
    byte = data[at]
    if byte == _EMOJI:
        return min(at + 4, stop)
    if byte == _SYMBOL:
        return min(at + 3, stop)
    if _in_word(byte):
        return _word_end(data, at, stop)
    if byte > _SPACE:
        end = at
        while end < stop and end - at <= _LONGEST_FACE and data[end] > _SPACE:
            end += 1
        # A face is short, and made of signs and one letter or digit at most.
        if 1 < end - at <= _LONGEST_FACE and not _in_word(data[at + 1]):
            return end
        if end - at == 2 and byte in (_COLON, _SEMICOLON, 60, 61):
            return end
    return at


@kernel
def _word_end(data: Bytes, at: int, stop: int) -> int:
    end = at + 1
    while end < stop:
        byte = data[end]
        inner = end + 1 < stop and _in_word(data[end + 1])
        if not (_in_word(byte) or (byte == _QUOTE and inner)):
            break
        end += 1
    return end


@kernel
def _in_word(byte: int) -> bool:
    small = LOWER[byte]
    if _SMALL_A <= small <= _SMALL_Z or _0 <= byte <= _9:
        return True
    return byte >= _HIGH and byte not in (_EMOJI, _SYMBOL)


@kernel
def _is_loud(data: Bytes, at: int, end: int) -> bool:
    letters = 0
    for k in range(at, end):
        if _SMALL_A <= data[k] <= _SMALL_Z:
            return False
        letters += _A <= data[k] <= _Z
    return letters > 1


@kernel
def _sentence(tokens: Ints, count: int, lexicon: Lexicon) -> tuple[float, int]:
    """Return the sum of a sentence, and how many of its words judge."""
    mixed, wishes, turn = _survey(tokens, count, lexicon)
    before, after, hits, k = 0.0, 0.0, 0, 0
    while k < count:
        weight, length = _phrase(tokens, k, count, lexicon)
        if weight:
            value = _turned(tokens, k, weight, mixed, lexicon)
            if wishes and value > 0:
                value *= _WISHED
            hits += 1
            if k > turn:
                after += value
            else:
                before += value
        k += length
    if turn < 0:
        return before + after, hits
    return before * _BEFORE_BUT + after * _AFTER_BUT, hits


@kernel
def _survey(tokens: Ints, count: int, lexicon: Lexicon) -> tuple[bool, bool, int]:
    """Return whether some words are loud, whether it wishes, and where it turns."""
    loud, wishes, turn = 0, False, -1
    for k in range(count):
        loud += tokens[k, LOUD]
        at = tokens[k, PLACE]
        if at >= 0:
            wishes |= lexicon.deeds[at] & WISHES != 0
            if lexicon.deeds[at] & TURNS and k:
                turn = k
    return 0 < loud < count, wishes, turn


@kernel
def _phrase(tokens: Ints, k: int, count: int, lexicon: Lexicon) -> tuple[float, int]:
    """Return what the words from `k` on weigh, and how many of them weigh together."""
    at = tokens[k, PLACE]
    if at < 0:
        return 0.0, 1
    deeds = lexicon.deeds[at]
    if deeds & BEGINS:
        for length in (3, 2):
            if k + length <= count:
                found = _joined(tokens, k, length, lexicon)
                if found >= 0:
                    return lexicon.weights[found], length
    if deeds & BOOSTS:
        return 0.0, 1
    if deeds & LIKES and not _is_liking(tokens, k, lexicon):
        return 0.0, 1
    return lexicon.weights[at], 1


@kernel
def _joined(tokens: Ints, k: int, length: int, lexicon: Lexicon) -> int:
    key = START
    for n in range(k, k + length):
        key = (key ^ np.uint64(tokens[n, HASH])) * TIMES
    return place(lexicon.words, key)


@kernel
def _is_liking(tokens: Ints, k: int, lexicon: Lexicon) -> bool:
    """Return whether a `like` is said of somebody who likes: `I really like`."""
    for n in range(max(k - 2, 0), k):
        at = tokens[n, PLACE]
        if at >= 0 and lexicon.deeds[at] & ADMITS:
            return True
    return False


@kernel
def _turned(
    tokens: Ints, k: int, weight: float, mixed: bool, lexicon: Lexicon
) -> float:
    """Return a word's weight as the words before it make it."""
    sign = 1.0 if weight > 0 else -1.0
    value = weight
    if mixed and tokens[k, LOUD]:
        value += sign * _LOUD
    negated = False
    for back in range(1, min(_BACK, k) + 1):
        at = tokens[k - back, PLACE]
        if at < 0:
            continue
        if tokens[k - back, CLAUSE] != tokens[k, CLAUSE]:
            break
        if lexicon.deeds[at] & BOOSTS and back < _BACK:
            value += sign * lexicon.weights[at] * (1.05 - 0.05 * back)
        if lexicon.deeds[at] & NEGATES:
            negated = not negated
    if negated:
        value *= _NEGATED if value > 0 else _UNBLAMED
    return value


@kernel
def _marks(data: Bytes, at: int, end: int) -> tuple[int, int]:
    calls, asks = 0, 0
    for k in range(at, end):
        calls += data[k] == _CALLS
        asks += data[k] == _ASKS
    return calls, asks


@kernel
def _told(value: float, marks: tuple[int, int]) -> float:
    """Return a sentence's sum as its last marks make it, squeezed to -1..1."""
    calls, asks = marks
    value += (1.0 if value > 0 else -1.0) * min(calls, _MOST_CALLS) * _CALL
    if asks and value > 0:
        value *= _ASKED
    return value / np.sqrt(value * value + _SQUEEZE)
