"""A text and its markers: facts and names taken out, and put back into other words."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from enrich.generate.work import Fact, Text

MARK = re.compile(r"\[\[(\d{1,3})\]\]")
_START = re.compile(r"(?:^|[.!?]\s+)$")
_WAYS = {
    "is": "the",
    "count": "how many rows state a",
    "distinct": "how many different ones there are of a",
    "least": "the lowest",
    "most": "the highest",
    "middle": "the middle",
    "sum": "the sum of the",
    "gap": "the difference between the outer",
    "gap_share": "the difference between the outer",
    "fall": "by how much it fell, the",
    "fall_share": "by how much it fell, the",
    "rise": "by how much it rose, the",
    "rise_share": "by how much it rose, the",
    "falls": "how often it fell, the",
    "rises": "how often it rose, the",
    "is_least": "a whole phrase that claims the lowest",
    "is_most": "a whole phrase that claims the highest",
}
_COLUMNS = {
    "price_minor": "price",
    "host": "shop",
    "seen_at": "day on which it was read",
    "score": "score",
    "glad": "glad opinion",
    "sorry": "sorry opinion",
    "heard": "opinion",
    "commission": "commission",
    "merchant": "merchant",
}
_FORMS = {
    "money": ", as money",
    "percent": ", in per cent",
    "day": ", as a day",
}
_NAME = "the name of a product, shop, brand or kind of thing"


class Part(msgspec.Struct, frozen=True):
    """What one marker stands for: words of the text, and in what sense."""

    said: str
    means: str
    is_name: bool


class Marked(msgspec.Struct, frozen=True):
    """A text whose facts and names are markers, numbered in their order."""

    plain: str
    parts: list[Part]

    @property
    def own(self) -> int:
        """How many of its words are no markers."""
        return len(re.findall(r"[A-Za-z']+", MARK.sub(" ", self.plain)))


_Span = tuple[int, int, Part]


def marked(text: Text, names: Sequence[str]) -> Marked | None:
    """Return `text` with markers; None where a fact cannot be told from a name."""
    if "[[" in text.text or "]]" in text.text:
        return None
    spans = _spans(text, names)
    if sum(not part.is_name for _, _, part in spans) < len(text.facts):
        return None
    plain, end = "", 0
    for number, (start, stop, _) in enumerate(spans, 1):
        plain += f"{text.text[end:start]}[[{number}]]"
        end = stop
    plain += text.text[end:]
    # What nothing bears is nothing to hand on.
    if re.search(r"\d", MARK.sub("", plain)):
        return None
    return Marked(plain, [part for _, _, part in spans])


def unmarked(answer: str, parts: Sequence[Part], names: frozenset[str]) -> str:
    """Return `answer` with what its markers stand for."""
    text, end = "", 0
    for mark in MARK.finditer(answer):
        text += answer[end : mark.start()]
        part = parts[int(mark[1]) - 1]
        text += _cased(part, names, bool(_START.search(text)))
        end = mark.end()
    return text + answer[end:]


def _spans(text: Text, names: Sequence[str]) -> list[_Span]:
    """Return where the facts and names stand; the longer first, as the gate does."""
    wanted = [(name, Part(name, _NAME, is_name=True)) for name in names]
    wanted += [(fact.said, Part(fact.said, _means(fact), False)) for fact in text.facts]
    found = list[_Span]()
    for words, part in sorted(wanted, key=lambda one: len(one[0]), reverse=True):
        for start, stop in _places(text.text, words):
            if all(stop <= other[0] or other[1] <= start for other in found):
                found.append((start, stop, part))
                if not part.is_name:
                    break
    return sorted(found, key=lambda span: span[0])


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    if words and words in text:
        whole = rf"(?<!\w)(?<!\d[.,]){re.escape(words)}(?!\w)(?![.,]\d)"
        for place in re.finditer(whole, text):
            yield place.span()


def _means(fact: Fact) -> str:
    named = "trait" if fact.column.startswith("specs.") else "entry"
    column = _COLUMNS.get(fact.column, named)
    return f"{_WAYS[fact.way]} {column}{_FORMS.get(fact.form, '')}"


def _cased(part: Part, names: frozenset[str], starts: bool) -> str:
    """Return a name with the capital, or without it, that its new place asks for."""
    first = part.said[:1].upper() if starts else part.said[:1].lower()
    other = f"{first}{part.said[1:]}"
    return other if part.is_name and other in names else part.said
