"""Names by rules: brands and part numbers of the lake, money, quantities, dates.

What looks like an address of the web, of mail or of a telephone is left out with all that
stands in it: it names persons more often than goods.
"""

from collections.abc import Iterable, Iterator, Mapping

from enrich.text.entitypatterns import FINDS, HIDDEN
from enrich.text.spans import Span, apart
from enrich.text.stopwords import stop_words


def named(
    text: str, names: Iterable[Mapping[str, str]], language: str | None
) -> list[Span]:
    """Return what the rules find in `text`, which may name any of `names`."""
    found = [
        Span(one.group(), one.lastgroup or "", one.start(), one.end())
        for one in FINDS.finditer(text)
    ]
    known = _known(text, names, stop_words(language))
    return [span for span in apart([*found, *known]) if span.label != HIDDEN]


def _known(
    text: str, names: Iterable[Mapping[str, str]], stops: frozenset[str]
) -> Iterator[Span]:
    small = text.lower()
    # A few letters change their length; their texts are read as they are written.
    small = small if len(small) == len(text) else text
    for one in names:
        if one["text"] in stops:
            continue
        for start in _places(small, one["text"]):
            end = start + len(one["text"])
            if _is_name(text[start:end]):
                yield Span(text[start:end], one["label"], start, end)


def _places(text: str, name: str) -> Iterator[int]:
    """Yield where `name` stands as words of its own."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        before, after = text[start - 1 : start], text[end : end + 1]
        if not before.isalnum() and not after.isalnum():
            yield start
        start = text.find(name, end)


def _is_name(words: str) -> bool:
    """Return whether words are written as a name: apple is a fruit."""
    return any(letter.isupper() or letter.isdigit() for letter in words)
