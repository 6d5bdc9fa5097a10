"""Many short strings as one text, which is searched at once and not string by string."""

import re
from bisect import bisect_right
from itertools import accumulate

from extract.kernel import Ints


def cuts(source: bytes, first: Ints, end: Ints) -> list[bytes]:
    """Return the parts of `source`, each from one of `first` to one of `end`."""
    return list(map(source.__getitem__, map(slice, first.tolist(), end.tolist())))


class Joined:
    """Short strings, each a line of one text; a line break inside of one does no harm."""

    def __init__(self, strings: list[bytes]) -> None:
        """Join `strings`."""
        self.strings = strings
        self._text = b"\n".join(strings)
        self._starts = [0, *accumulate(len(one) + 1 for one in strings)]

    def holding(self, words: tuple[bytes, ...]) -> list[int]:
        """Return the places of the strings that hold one of `words`, in their order."""
        found: set[int] = set()
        for word in words:
            at = self._text.find(word)
            while at >= 0:
                place = bisect_right(self._starts, at) - 1
                found.add(place)
                at = self._text.find(word, self._starts[place + 1])
        return sorted(found)

    def matching(self, pattern: re.Pattern[bytes]) -> list[int]:
        """Return the places of the strings that `pattern` finds something in."""
        found: list[int] = []
        match = pattern.search(self._text)
        while match:
            found.append(bisect_right(self._starts, match.start()) - 1)
            match = pattern.search(self._text, self._starts[found[-1] + 1])
        return found
