"""What a page says it is about: its heading, its other titles, the words of its address.

A shop's page holds data on many products. One of them is the page's: the one whose name
is the heading's, or whose number stands in the address.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

import numpy as np

from extract.markup import grow as g
from extract.page import Page

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"(?=[\w-]{0,40}\d)[^\W_][\w-]{2,40}")
_PARTS = re.compile(r"\s+[|–—\-:•·»«<>]+\s+")
_PLAIN = re.compile(rb"[A-Za-z0-9 ]{5,40}")
_MAX_HEADINGS = 40
_MAX_CHARS = 300
# Two names are one where they share this much of their words.
_ALIKE = 0.6


@dataclass(slots=True, frozen=True)
class Heading:
    """The main heading: its node, -1 where there is none, and its text."""

    node: int
    text: str


class Identity:
    """The names and numbers of the page's subject."""

    def __init__(self, page: Page) -> None:
        self._page = page
        parts = urlsplit(page.url)
        self.address = unquote(f"{parts.path}?{parts.query}#{parts.fragment}").lower()
        self.host = (parts.hostname or "").lower()

    @cached_property
    def titles(self) -> list[str]:
        """The titles that the head gives, without what follows a bar or a dash."""
        given = (self._page.meta("og:title", "twitter:title"), self._page.title)
        found = [title[:_MAX_CHARS] for title in given if title]
        return found + [max(_PARTS.split(title), key=len) for title in found]

    @cached_property
    def heading(self) -> Heading:
        """The heading that has most in common with the head's titles."""
        tree = self._page.nodes
        known = words(" ".join([*self.titles, re.sub(r"[\W_]+", " ", self.address)]))
        best, most = Heading(-1, ""), 0.0
        for node in tree.all("h1")[:_MAX_HEADINGS]:
            text = tree.text(node)[:_MAX_CHARS]
            own = words(text)
            shared = len(own & known) / (len(own) + 1) if own else 0.0
            if shared > most or (text and not best.text):
                best, most = Heading(node, text), shared
        return best if best.text else self._titled()

    def _titled(self) -> Heading:
        """Return what shows a title of the head, where no heading does."""
        tree = self._page.nodes
        for title in sorted(self.titles, key=len, reverse=True):
            at = tree.seen.find(title.encode("utf-8", "replace"))
            if at >= 0 and len(title) > len("Shop"):
                starts = tree.nodes[: tree.size, g.SEEN_AT]
                node = int(np.searchsorted(starts, at, "right")) - 1
                return Heading(node, title)
        return Heading(-1, "")

    @cached_property
    def names(self) -> list[frozenset[str]]:
        """The words of each title, the heading's first."""
        texts = [self.heading.text, *self.titles]
        return [found for text in texts if (found := words(text))]

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The pieces of the address that could be a number of the product."""
        found = _NUMBER.findall(self.address)
        pieces = [piece for text in found for piece in re.split(r"[-_.]", text)]
        return frozenset(text for text in found + pieces if len(text) > 2)

    def is_named(self, name: str) -> bool:
        """Return whether `name` can be that of the page's subject."""
        own = words(name[:_MAX_CHARS])
        return any(_alike(own, known) for known in self.names)

    def is_numbered(self, number: str) -> bool:
        """Return whether `number` stands in the page's address."""
        plain = number.strip().lower()
        return plain in self.numbers and any(map(str.isdigit, plain))

    @cached_property
    def marks(self) -> list[bytes]:
        """Bytes of which one stands in every block of data about the subject."""
        source = self.heading.text or "".join(self.titles[:1])
        plain = _PLAIN.findall(source.encode("ascii", "replace"))
        longest = [max(plain, key=len).strip()] if plain else []
        numbers = sorted(sorted(self.numbers), key=len, reverse=True)
        return longest + [number.encode() for number in numbers[:4] if len(number) > 3]


def words(text: str) -> frozenset[str]:
    """Return the words of `text`, in small letters."""
    return frozenset(_WORD.findall(text.lower()))


def _alike(own: frozenset[str], known: frozenset[str]) -> bool:
    shared = len(own & known)
    # A name is often the heading without the brand, or with a size behind it.
    fewer = min(len(own), len(known))
    return shared > 0 and (
        shared / len(own | known) >= _ALIKE or (shared == fewer and fewer > 1)
    )
