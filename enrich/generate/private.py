"""What must not be quoted: how to reach somebody, and what may be a person's name.

A quotation too few harms nobody, so two words with capitals in a row are held to be a
name, wherever they stand, unless things that are told of are called so.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

_REACHABLE = re.compile(
    r"@|[\[({<]\s*at\s*[\])}>]|\sdot\s|https?:|www\.|\+?\d[\d /().-]{5,}\d|"
    r"\w\.(?:com|net|org|de|fr|at|ch|uk|eu|io|test|info|shop|co|us|ca|es|nl|pl|ru|biz|app)\b|"
    r"\w_\w|\b(?:x|ig|tg|fb)\s*:|"
    r"\b(?:insta\w*|whatsapp|telegram|facebook|tiktok|signal|discord|skype|snapchat|"
    r"twitter|linkedin|wechat|viber|threema|(?:call|mail|text) me)\b|"
    r"\b[\w-]*(?:str\.|stra(?:ß|ss)e|street|road|avenue|rue)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|mister|dr|prof|frau|herrn?|mme|mlle|madame|monsieur|(?-i:M\.)|"
    r"señora?|signora?)\.?\s+([^\W\d_])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
# What begins a sentence, and is nobody's first name.
_OPENINGS = frozenset(
    (
        *("the", "this", "that", "these", "those", "my", "our", "your", "his", "her"),
        *("its", "their", "it", "we", "he", "she", "they", "you", "very", "so", "and"),
        *("but", "or", "if", "for", "with", "in", "on", "at", "to", "of", "not", "no"),
        *("as", "from", "by", "after", "when", "while", "what", "how", "all", "some"),
    )
)


def is_private(text: str, names: Collection[str] = ()) -> bool:
    """Return whether `text` says how to reach somebody, or what may be a person's name.

    `names` are those of things: two words that stand so in one of them name a thing.
    """
    if _REACHABLE.search(text):
        return True
    if any(found[1].isupper() for found in _TITLED.finditer(text)):
        return True
    things = {two for name in names for two in _pairs(name)}
    return any(two not in things for two in _pairs(text))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield each two words in a row that are written as first and last names are."""
    for one, other in pairwise(_WORD.finditer(text)):
        between = text[one.end() : other.start()]
        if between.strip() or not _may_follow(one[0], other[0]):
            continue
        yield one[0].rstrip(".").casefold(), other[0].rstrip(".").casefold()


def _may_follow(first: str, last: str) -> bool:
    """Return whether two words look like John Smith, JOHN SMITH, J. Smith or John S."""
    words = first.rstrip("."), last.rstrip(".")
    if not all(word[0].isupper() for word in words) or words[0].casefold() in _OPENINGS:
        return False
    if len(words[0]) == 1:
        return first.endswith(".") and len(words[1]) > 1
    # A full stop behind a whole word ends a sentence.
    return not first.endswith(".") and (len(words[1]) > 1 or last.endswith("."))
