"""How alike two titles are by their letters: pieces of three, the longest common run."""

from enrich.kernel import Bytes, Ints, kernel
from enrich.matching.likeness import Floats, is_kept
from enrich.matching.words import END, KIND, START, TIED

_GRAM = 3


@kernel
def grams(data: Bytes, words: Ints, weights: Floats, found: Ints, heavy: Floats) -> int:
    """Fill `found` with pieces of three letters of `words`, `heavy` with their weights."""
    count = 0
    for k in range(len(words)):
        if words[k, KIND] & TIED:
            continue
        start, end = words[k, START], words[k, END]
        # A space before and after: a word's beginning and end are pieces of their own.
        for at in range(start - 1, end - 1):
            mixed = 0
            for step in range(_GRAM):
                place = at + step
                letter = data[place] if start <= place < end else 32
                mixed = mixed * 257 + letter
            found[count] = mixed
            heavy[count] = weights[k]
            count += 1
    return count


@kernel
def cosine(one: Ints, other: Ints, weight: Floats, unweight: Floats) -> float:
    """Return the cosine of two titles' pieces, which are sorted and of length 1."""
    i, j, total = 0, 0, 0.0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            total += weight[i] * unweight[j]
            i += 1
            j += 1
        elif one[i] < other[j]:
            i += 1
        else:
            j += 1
    return total


@kernel
def longest_run(one: Bytes, other: Bytes, row: Ints) -> int:
    """Return how many letters the longest run has that both hold; `row` is for counting."""
    best = 0
    row[: len(other) + 1] = 0
    for i in range(len(one)):
        # From the right: what stands to the left is still of the row before.
        for j in range(len(other), 0, -1):
            row[j] = row[j - 1] + 1 if one[i] == other[j - 1] else 0
            best = max(best, row[j])
    return best


@kernel
def squeeze(data: Bytes, offsets: Ints, tight: Bytes, starts: Ints) -> None:
    """Write the letters and digits of each text to `tight`, nothing else."""
    to = 0
    for k in range(len(offsets) - 1):
        starts[k] = to
        for at in range(offsets[k], offsets[k + 1]):
            if is_kept(data[at]):
                tight[to] = data[at]
                to += 1
    starts[len(offsets) - 1] = to
