"""Pages kept by one process: made once, packed once, answered many times.

A page is kept under its ETag, which names all that it depends on, so an entry is never
wrong; it only falls out when it is not asked for. There are two halves:

    new    -> asked for again ->  proven        each ordered by last use
     | falls out                    | falls out
     v                              v
    gone                           new

So whoever asks for many addresses once each - a crawler, or someone who makes up
parameters - pushes out other pages asked for once, but none that visitors come back to.
"""

from collections import OrderedDict

import msgspec

from storefront.http.packing import is_worth_packing, packed
from storefront.http.wire import Headers

_PROVEN_SHARE = 0.75
# What an entry takes beside its bodies: headers, objects, its place in the order.
_ENTRY_BYTES = 2_000
_LARGEST_SHARE = 0.05


class Page(msgspec.Struct):
    """One answer, and its body in each coding that was asked for so far."""

    headers: Headers
    media_type: bytes
    bodies: dict[bytes, bytes]

    def body(self, coding: bytes) -> tuple[bytes, bytes]:
        """Return the body in `coding` if that is worth it, and the coding it has."""
        if coding in self.bodies:
            return self.bodies[coding], coding
        plain = self.bodies[b""]
        if not is_worth_packing(self.media_type, plain):
            return plain, b""
        made = self.bodies[coding] = packed(plain, coding)
        return made, coding

    @property
    def size(self) -> int:
        """How much memory it takes, about."""
        return _ENTRY_BYTES + sum(map(len, self.bodies.values()))


class PageCache:
    """Pages by their tags, at most `most_bytes` of them."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._new = _Half()
        self._proven = _Half()

    def __len__(self) -> int:
        return len(self._new.pages) + len(self._proven.pages)

    @property
    def size(self) -> int:
        """How many bytes the pages take, about."""
        return self._new.size + self._proven.size

    def get(self, tag: bytes) -> Page | None:
        """Return the page kept under `tag`; it counts as asked for again."""
        page = self._proven.take(tag) or self._new.take(tag)
        if page is not None:
            self._proven.put(tag, page)
            self._shrink()
        return page

    def put(self, tag: bytes, page: Page) -> None:
        """Keep `page`, unless it alone would push out too many others."""
        if page.size <= self._most * _LARGEST_SHARE:
            self._new.put(tag, page)
            self._shrink()

    def _shrink(self) -> None:
        while self._proven.size > self._most * _PROVEN_SHARE:
            self._new.put(*self._proven.oldest())
        while self.size > self._most:
            self._new.oldest()


class _Half:
    def __init__(self) -> None:
        self.pages: OrderedDict[bytes, tuple[Page, int]] = OrderedDict()
        self.size = 0

    def take(self, tag: bytes) -> Page | None:
        found = self.pages.pop(tag, None)
        if found is None:
            return None
        self.size -= found[1]
        return found[0]

    def put(self, tag: bytes, page: Page) -> None:
        self.take(tag)
        # A page grows when it is packed anew: what was counted is taken off again.
        size = page.size
        self.pages[tag] = page, size
        self.size += size

    def oldest(self) -> tuple[bytes, Page]:
        tag, (page, size) = self.pages.popitem(last=False)
        self.size -= size
        return tag, page
