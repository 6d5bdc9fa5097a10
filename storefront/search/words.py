"""Texts as words that can be compared: folded, stemmed, the same for shop and shopper.

Case, accents and ligatures go first, then the endings of the text's language. A run of
digits is a word of its own: `WH-1000XM5`, `wh1000xm5` and `WH 1000 XM 5` are one row of
words, and so are `500ml` and `500 ml`.
"""

import re
import unicodedata
from functools import cache, lru_cache

import tantivy

LONGEST = 100
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
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(rf"([{_SIGNS}])")
# Twice as fast as splitting at digits, and in plain ASCII half as fast again.
_RUNS = re.compile(r"\d+|\D+").findall
_ASCII_RUNS = re.compile(r"[0-9]+|[^0-9]+").findall
# `men's` is `men`, and `l'huile` is `huile`.
_ELIDED = re.compile(r"\b(?:qu|[cdjlmnst])['’](?=\w)|['’]s\b", re.IGNORECASE)
_LETTERS = str.maketrans(
    {"ø": "o", "œ": "oe", "æ": "ae", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th"}
)


def split(text: str) -> list[str]:
    """Return the words of `text` in small letters, accents kept."""
    return _WORD.findall(tidy(text).lower())


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


def tidy(text: str) -> str:
    """Return `text` with gaps between all words that the index tells apart."""
    runs = _ASCII_RUNS
    if not text.isascii():
        runs = _RUNS
        text = _SIGN.sub(r" \1 ", unicodedata.normalize("NFKC", text))
    if "'" in text or "’" in text:
        text = _ELIDED.sub("", text)
    # Far faster than looking for each seam of digits and letters.
    return " ".join(runs(text))


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """Return the stem of one word as the index holds it; '' when it holds none."""
    found = analyzer(language).analyze(word)
    return found[0] if len(found) == 1 else ""


@cache
def analyzer(language: str) -> tantivy.TextAnalyzer:
    """Return what reads tidy texts of `language` for the index."""
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if name := STEMMERS.get(language):
        builder = builder.filter(tantivy.Filter.stemmer(name))
    return builder.build()


def language_of(tag: str | None) -> str:
    """Return the language of a tag that can be stemmed: `de-AT` is `de`; else ''."""
    short = (tag or "")[:2].lower()
    return short if short in STEMMERS else ""
