"""The lines that a page shows, a row each: what stands in them and where they stand.

A row tells where the line stands in the seen text, its first text node, the block around
it, how much of it is linked and in how many links, and counts of what it is made of.
"""

import numpy as np

from extract.kernel import Bytes, Ints, kernel
from extract.markup.grow import PARENT, SEEN_AT, TAG, TEXT
from extract.markup.seen import is_block
from extract.text.classwords import LINKED

(
    START, STOP, NODE, BLOCK, LINK_BYTES, LINKS, WORDS, SENTENCES, COMMAS, CAPITALS,
    DIGITS, BEGINS, ENDS,
) = range(13)  # fmt: skip
COLUMNS = 13
# How a line begins or ends: the kinds of a character.
OTHER, SMALL, CAPITAL, DIGIT, SENTENCE, COLON, COMMA = range(7)
_NEWLINE, _SPACE = 10, 32


def _kinds() -> Ints:
    kinds = np.zeros(256, np.int64)
    kinds[ord("a") : ord("z") + 1] = SMALL
    # Letters of other scripts and accents, as they come most often.
    kinds[0xC3:] = SMALL
    kinds[ord("A") : ord("Z") + 1] = CAPITAL
    kinds[ord("0") : ord("9") + 1] = DIGIT
    kinds[[ord(mark) for mark in ".!?"]] = SENTENCE
    kinds[ord(":")] = COLON
    kinds[[ord(mark) for mark in ",;"]] = COMMA
    return kinds


_KINDS = _kinds()


@kernel
def find_lines(
    seen: Bytes, nodes: Ints, chain: Ints, lines: Ints, first_line: Ints
) -> int:
    """Fill `lines` and, for each node, the first line that begins in or behind it.

    Return how many lines there are.
    """
    count, size = 0, len(chain)
    for node in range(size):
        at, stop = nodes[node, SEEN_AT], nodes[node + 1, SEEN_AT]
        begins = stop > at and (count == 0 or seen[at] == _NEWLINE)
        first_line[node] = count
        if nodes[node, TAG] != TEXT or stop == at:
            continue
        if begins:
            if count == len(lines):
                break
            at += seen[at] == _NEWLINE
            lines[count, :] = 0
            lines[count, START], lines[count, NODE] = at, node
            lines[count, BLOCK] = _block_around(nodes, node)
            count += 1
        line = lines[count - 1]
        line[STOP] = stop
        if chain[node] & LINKED:
            line[LINK_BYTES] += stop - at
            line[LINKS] += 1
    first_line[size] = count
    for k in range(count):
        _read(seen, lines[k])
    return count


@kernel
def _block_around(nodes: Ints, node: int) -> int:
    node = nodes[node, PARENT]
    while node > 0 and not is_block(nodes[node, TAG]):
        node = nodes[node, PARENT]
    return node


@kernel
def _read(seen: Bytes, line: Ints) -> None:
    """Count what the text of a line is made of."""
    before = _SPACE
    for at in range(line[START], line[STOP]):
        byte = seen[at]
        kind = _KINDS[byte]
        if before == _SPACE:
            line[WORDS] += 1
            line[CAPITALS] += kind == CAPITAL
        line[DIGITS] += kind == DIGIT
        line[COMMAS] += kind == COMMA
        # A point in the middle of a word or number ends no sentence.
        if byte == _SPACE:
            line[SENTENCES] += _KINDS[before] == SENTENCE
        before = byte
    if line[STOP] > line[START]:
        line[BEGINS] = _KINDS[seen[line[START]]]
        line[ENDS] = _KINDS[before]
        line[SENTENCES] += line[ENDS] == SENTENCE
