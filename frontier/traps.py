"""URLs that a site can make without end: which rule each one breaks, if any.

The rules look at one URL alone and name no site. A rule that drops a real page costs
more than one that lets a trap in, since quotas stop what grows in spite of the rules:
so dates may repeat, a redirect may name its own host, and slugs may be long.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from frontier.column import Urls
from frontier.kernel import Bytes, Ints, Keys, Small, kernel
from frontier.trapsettings import Traps

Codes = NDArray[np.uint8]
Columns = tuple[Bytes, Ints, Small, Small]

# A rule that is off has a limit that no URL reaches.
_NEVER = 2**62
# Repeats are looked for among this many segments back: enough for any honest path, and
# a path of a thousand segments costs no more than a thousand times as much.
_LOOK_BACK = 64


class Trap(IntEnum):
    """Which rule a URL breaks."""

    NONE = 0
    LONG = 1
    DEEP = 2
    REPEATED = 3
    OWN_NAME = 4
    PARAMETERS = 5
    QUERIES = 6
    PREFIX = 7

    @property
    def sentence(self) -> str:
        """Return what is wrong with the URL, for a person."""
        return _SENTENCES[self]


_SENTENCES = {
    Trap.NONE: "No rule is broken.",
    Trap.LONG: "The URL is longer than any page's address needs to be.",
    Trap.DEEP: "The path has more segments than any site is deep.",
    Trap.REPEATED: "A segment comes again and again, as relative links gone wrong do.",
    Trap.OWN_NAME: "The path holds the host's own name: a link without its http://.",
    Trap.PARAMETERS: "The query has more parameters than any form asks for.",
    Trap.QUERIES: "Enough queries of this one path are taken already.",
    Trap.PREFIX: "Enough URLs below this first directory are taken already.",
}


def trapped(traps: Traps, urls: Urls) -> Codes:
    """Return the `Trap` of each URL; quotas are not looked at."""
    # One kernel for buffers that may be written and those that may not.
    data = urls.data.view()
    data.flags.writeable = False
    columns = (data, urls.ends, urls.host_from, urls.host_to)
    codes = np.empty(len(urls), np.uint8)
    _judge(columns, _limits(traps), np.empty(_LOOK_BACK, np.uint64), codes)
    return codes


def _limits(traps: Traps) -> Ints:
    given = (
        traps.longest_chars,
        traps.most_segments,
        traps.most_repeats,
        int(traps.own_name),
        traps.most_parameters,
    )
    return np.array([_NEVER, *(limit or _NEVER for limit in given)], np.int64)


_LONG, _DEEP, _REPEATED, _OWN_NAME, _PARAMETERS = (
    int(Trap.LONG),
    int(Trap.DEEP),
    int(Trap.REPEATED),
    int(Trap.OWN_NAME),
    int(Trap.PARAMETERS),
)
# As bytes, and counters as int64: a plain number is a type of its own to numba, and each
# new type of an argument compiles a kernel once more.
SLASH, ASK, _AND, _COLON, _DOT = (np.uint8(ord(sign)) for sign in "/?&:.")
_ZERO, _NINE, _UPPER_A, _UPPER_Z = (np.uint8(ord(sign)) for sign in "09AZ")


@kernel
def _judge(columns: Columns, limits: Ints, names: Keys, codes: Codes) -> None:
    data, ends, host_from, host_to = columns
    for row in range(len(codes)):
        url = data[ends[row] : ends[row + 1]]
        path_from = find(url, SLASH, np.int64(host_to[row]))
        query_from = find(url, ASK, path_from)
        if len(url) > limits[_LONG]:
            codes[row] = _LONG
        elif _parameters(url, query_from + 1) > limits[_PARAMETERS]:
            codes[row] = _PARAMETERS
        else:
            host = _bare(url[host_from[row] : host_to[row]])
            codes[row] = _path_trap(url[path_from:query_from], host, limits, names)


@kernel
def _path_trap(path: Bytes, host: Bytes, limits: Ints, names: Keys) -> int:
    count = np.int64(0)
    start = np.int64(1)
    while start < len(path):
        end = find(path, SLASH, start)
        if end > start:
            name = _name(path[start:end])
            if _repeats(names, count, name) >= limits[_REPEATED]:
                return _REPEATED
            if limits[_OWN_NAME] == _NEVER or not _names_host(path[start:end], host):
                names[count % len(names)] = name
                count += 1
            else:
                return _OWN_NAME
        start = end + 1
    return _DEEP if count > limits[_DEEP] else 0


@kernel
def find(text: Bytes, sign: np.uint8, start: np.int64) -> np.int64:
    """Return where `sign` next stands in `text`, or the text's end."""
    at = start
    while at < len(text) and text[at] != sign:
        at += 1
    return at


@kernel
def _parameters(url: Bytes, start: np.int64) -> int:
    count = 0
    filled = False
    for at in range(start, len(url)):
        if url[at] == _AND:
            filled = False
        elif not filled:
            filled = True
            count += 1
    return count


@kernel
def digest(text: Bytes) -> np.uint64:
    """Return 64 bits that stand for `text` (FNV-1a, its bits mixed at the end)."""
    value = np.uint64(0xCBF29CE484222325)
    for byte in text:
        value = (value ^ np.uint64(byte)) * np.uint64(0x100000001B3)
    value ^= value >> np.uint64(32)
    return value * np.uint64(0x9E3779B97F4A7C15)


@kernel
def _name(segment: Bytes) -> np.uint64:
    """Return what stands for `segment`; 0 for digits alone, which may repeat."""
    for byte in segment:
        if byte < _ZERO or byte > _NINE:
            return digest(segment)
    return np.uint64(0)


@kernel
def _repeats(names: Keys, count: np.int64, name: np.uint64) -> int:
    if name == np.uint64(0):
        return 0
    found = 0
    for at in range(len(names)):
        if at < count and names[at] == name:
            found += 1
    return found


@kernel
def _names_host(segment: Bytes, host: Bytes) -> bool:
    """Whether `segment` is `host`, perhaps with www. before it or a port behind."""
    own = _bare(segment)
    if len(own) < len(host):
        return False
    if len(own) > len(host) and own[len(host)] != _COLON:
        return False
    dotted = False
    for at in range(len(host)):
        byte = own[at]
        if _UPPER_A <= byte <= _UPPER_Z:
            byte += 32
        if byte != host[at]:
            return False
        dotted = dotted or byte == _DOT
    # A name without a dot (localhost, wiki) is an ordinary word in a path.
    return dotted


@kernel
def _bare(name: Bytes) -> Bytes:
    """Return `name` without its leading www."""
    if (
        len(name) > 4
        and name[3] == _DOT
        and (name[0] | 32) == 119
        and (name[1] | 32) == 119
        and (name[2] | 32) == 119
    ):
        return name[4:]
    return name
