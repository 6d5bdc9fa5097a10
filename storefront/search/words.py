"""Texts as words that can be compared: folded, stemmed, the same for shop and shopper.

Case, accents and ligatures go first, then the endings of the text's language. A run of
digits is a word of its own: `WH-1000XM5`, `wh1000xm5` and `WH 1000 XM 5` are one row of
words, and so are `500ml` and `500 ml`.
"""

import re
import unicodedata
from functools import cache, lru_cache

import tantivy

LONGEST = 40
STEMMERS = {
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "it": "Italian",
    "nb": "Norwegian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pt": "Portuguese",
    "sv": "Swedish",
}
# Scripts without gaps between words are read sign by sign.
_SIGNS = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"\d+|[{_SIGNS}]|[^\W\d_{_SIGNS}]+")
# `men's` is `men`, and `l'huile` is `huile`.
_ELIDED = re.compile(r"\b(?:qu|[cdjlmnst])['’](?=\w)|['’]s\b")
_LETTERS = str.maketrans(
    {"ø": "o", "œ": "oe", "æ": "ae", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
)


def split(text: str) -> list[str]:
    """Return the words of `text` in small letters, accents kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    if "'" in text or "’" in text:
        text = _ELIDED.sub("", text)
    return _WORD.findall(text)


def fold(word: str) -> str:
    """Return `word` without accents, ligatures and case: `cafetière` is `cafetiere`."""
    if word.isascii():
        return word.lower()[:LONGEST]
    apart = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", bare)[:LONGEST]


def plain(text: str) -> str:
    """Return the folded words of `text` with one gap between them."""
    return " ".join(map(fold, split(text)))


class Stems(dict[str, str]):
    """The stem of each word of one language, worked out at its first sight."""

    def __init__(self, language: str) -> None:
        super().__init__()
        name = STEMMERS.get(language)
        self._analyzer = _analyzer(name) if name else None

    def __missing__(self, word: str) -> str:
        stem = fold(word)
        if self._analyzer is not None:
            stem = self._analyzer.analyze(stem)[0] or stem
        self[word] = stem
        return stem


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """Return the stem of one typed word."""
    return Stems(language)[word]


def language_of(tag: str | None) -> str:
    """Return the language of a tag that can be stemmed: `de-AT` is `de`; else ''."""
    short = (tag or "")[:2].lower()
    return short if short in STEMMERS else ""


@cache
def _analyzer(name: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.stemmer(name)).build()
