"""What a shopper typed, taken apart: words, phrases, and what must not be there.

Nothing here is a language with errors: whatever is typed means something, and words
never turn into syntax of the search engine.
"""

import re

import msgspec

from storefront.search import words

MOST = 12
_LONGEST = 300
_OPEN, _CLOSE = '"„“«', '"“”»'
_PART = re.compile(
    rf"(?:(?<=\s)|^)(?P<minus>-)?[{_OPEN}](?P<phrase>[^{_CLOSE}]*)[{_CLOSE}]"
    rf"|(?P<chunk>[^\s{_OPEN}{_CLOSE}]+)"
)


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """What stood between two gaps: one word, or several that belong together."""

    words: tuple[str, ...]
    text: str
    """As it was typed."""
    start: int
    """Where in the text it stands."""


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """A shopper's words."""

    text: str = ""
    chunks: tuple[Chunk, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    open: bool = False
    """Whether the last word may be but begun."""


def read(text: str) -> Typed:
    """Take `text` apart."""
    chunks: list[Chunk] = []
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    left = MOST
    for part in _PART.finditer(text[:_LONGEST]):
        raw = part["phrase"] if part["chunk"] is None else part["chunk"]
        found = tuple(words.split(raw))[:left]
        left -= len(found)
        if not found:
            continue
        if part["minus"] or raw.startswith("-"):
            without.append(found)
        elif part["chunk"] is None:
            phrases.append(found)
        else:
            chunks.append(Chunk(found, raw, part.start()))
    return Typed(
        text=text,
        chunks=tuple(chunks),
        phrases=tuple(phrases),
        without=tuple(without),
        open=bool(chunks)
        and not text[-1:].isspace()
        and text.endswith(chunks[-1].text),
    )
