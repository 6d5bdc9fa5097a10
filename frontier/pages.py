"""What the columns say beside the texts: the host's place and hash, the page's hash.

A page's hash does not depend on the order of its query's arguments, so they are hashed
in sorted order, as `fingerprint` does; most are in order already.
"""

import numpy as np

from frontier.kernel import Bytes, Ints, Keys, Small, kernel
from frontier.mmh3x64 import hash_slice

# A query of more arguments is sorted in Python: kernels have no growing arrays, and the
# sort for a few takes time by the square.
MOST_ARGS = 64
_AMPERSAND, _SLASH, _COLON, _QUESTION, _OPENING, _CLOSING = 38, 47, 58, 63, 91, 93


@kernel
def copy_rows(data: Bytes, starts: Ints, ends: Ints, out: Bytes) -> None:
    """Copy the texts that begin at `starts` to where `ends` says."""
    for row in range(len(starts)):
        shift = starts[row] - ends[row]
        for at in range(ends[row], ends[row + 1]):
            out[at] = data[at + shift]


@kernel
def find_hosts(
    data: Bytes, ends: Ints, hosts: Keys, host_from: Small, host_to: Small
) -> None:
    """Note where in each URL its host name stands, and its hash."""
    for row in range(len(hosts)):
        start = ends[row]
        first = start + (7 if data[start + 4] == _COLON else 8)
        stop = _host_stop(data, first)
        hosts[row] = hash_slice(data, first, stop)
        host_from[row] = first - start
        host_to[row] = stop - start


@kernel
def hash_pages(data: Bytes, ends: Ints, fps: Keys, left: Ints) -> int:
    """Note the hash of each page; return how many are `left`, with too many arguments."""
    args = np.empty(MOST_ARGS + 1, dtype=np.int64)
    order = np.empty(MOST_ARGS, dtype=np.int64)
    ordered = np.empty(_longest(ends), dtype=np.uint8)
    # A bare 0 is a type of its own, for which all below is compiled once more.
    first = int(np.int64(0))
    count = 0
    for row in range(len(fps)):
        start, stop = ends[row], ends[row + 1]
        found = _find_args(data, start, stop, args)
        if found > MOST_ARGS:
            left[count] = row
            count += 1
        elif _sort_args(data, args, found, order):
            _put_args(data, start, args, order[:found], ordered)
            fps[row] = hash_slice(ordered, first, stop - start)
        else:
            fps[row] = hash_slice(data, start, stop)
    return count


@kernel
def _host_stop(data: Bytes, at: int) -> int:
    if data[at] == _OPENING:  # [an IPv6 address]
        while data[at] != _CLOSING:
            at += 1
        return at + 1
    while data[at] != _SLASH and data[at] != _COLON:
        at += 1
    return at


@kernel
def _longest(ends: Ints) -> int:
    longest = 0
    for row in range(len(ends) - 1):
        longest = max(longest, ends[row + 1] - ends[row])
    return longest


@kernel
def _find_args(data: Bytes, start: int, stop: int, args: Ints) -> int:
    """Note where the query's arguments begin, and one past its end; return how many."""
    at = start
    while at < stop and data[at] != _QUESTION:
        at += 1
    if at == stop:
        return 0
    found = 1
    args[0] = at + 1
    for after in range(at + 2, stop + 1):
        if data[after - 1] == _AMPERSAND:
            if found == MOST_ARGS:
                return MOST_ARGS + 1
            args[found] = after
            found += 1
    args[found] = stop + 1
    return found


@kernel
def _sort_args(data: Bytes, args: Ints, found: int, order: Ints) -> bool:
    """Put the arguments' numbers into `order`; False if they stood so."""
    moved = False
    for new in range(found):
        at = new
        while at > 0 and _is_less(data, args, new, order[at - 1]):
            order[at] = order[at - 1]
            at -= 1
            moved = True
        order[at] = new
    return moved


@kernel
def _is_less(data: Bytes, args: Ints, one: int, other: int) -> bool:
    """Return whether argument `one` comes before the `other` as text."""
    left, right = args[one], args[other]
    left_stop, right_stop = args[one + 1] - 1, args[other + 1] - 1
    while left < left_stop and right < right_stop:
        if data[left] != data[right]:
            return data[left] < data[right]
        left += 1
        right += 1
    return left_stop - left < right_stop - right


@kernel
def _put_args(data: Bytes, start: int, args: Ints, order: Ints, out: Bytes) -> None:
    """Write the page that begins at `start` with its arguments in `order`."""
    # A loop, as a slice's assignment takes the compiler two seconds.
    for byte in range(start, args[0]):
        out[byte - start] = data[byte]
    at = args[0] - start
    for arg in order:
        for byte in range(args[arg], args[arg + 1] - 1):
            out[at] = data[byte]
            at += 1
        # The last one is behind the page, unless the page ends here.
        if at < len(out):
            out[at] = _AMPERSAND
        at += 1
