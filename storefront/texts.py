"""Crawled text made fit to show: cleaned, cut to slugs, its addresses vetted."""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import urlsplit

# Controls, and the marks that turn the reading direction of what follows them
# around: with them a seller could make a price or a name read as another.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff]"
)
_GAPS = re.compile(r"[^\S\n]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_IN_URL = re.compile(r"[\x00-\x20\x7f-\x9f\"'<>\\^`{|}\ud800-\udfff]")
_SLUG_LENGTH = 60
# Modifiers are what some write for an apostrophe, as in Hawaii or Uzbekistan.
_LATIN = ("LATIN ", "MODIFIER LETTER ")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def clean(text: str | None, limit: int) -> str | None:
    """Return `text` without unseen marks, at most `limit` long; None when empty."""
    if not text:
        return None
    # What is printable has none of those marks, and no gap but blanks: most texts.
    if not text.isprintable() or "  " in text:
        text = _GAPS.sub(" ", _UNSEEN.sub(" ", text))
    seen = text.strip()
    if len(seen) > limit:
        seen = seen[: limit - 1].rstrip() + "…"
    return seen or None


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """Return the part of an address that names `text`: `blue-enamel-kettle`."""
    return _plain(text) or "product"


@lru_cache(maxsize=65_536)
def category_slug(name: str) -> str:
    """Return the part of an address that names the category `name` and no other.

    A name with letters that no address can hold gets a mark of its own at its end:
    `Чай A` is `a-270973bd89`, and `Чай` alone is `c-ae5fc5d5ad`. Latin letters that are
    left out, as the `ß` of `Gefäße`, need none: their names are told apart as they are.
    """
    words = _plain(name)
    if words and not _is_cut(name):
        return words
    one = unicodedata.normalize("NFC", " ".join(name.casefold().split()))
    mark = blake2b(one.encode("utf-8", "replace"), digest_size=5).hexdigest()
    words = words[: _SLUG_LENGTH - len(mark) - 1].rstrip("-")
    return f"{words or 'c'}-{mark}"


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = _NOT_SLUG.sub("-", plain.lower()).strip("-")
    return words[:_SLUG_LENGTH].strip("-")


def _is_cut(name: str) -> bool:
    """Say whether letters or digits of `name` that are not Latin are in no address."""
    return any(
        sign.isalnum() and not unicodedata.name(sign, "").startswith(_LATIN)
        for sign in unicodedata.normalize("NFKD", name)
        if not sign.isascii()
    )


def web_address(url: str | None) -> str | None:
    """Return `url` if a page may link to it: http or https, with a host."""
    if not url or _IN_URL.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def spoken(language: str | None) -> str | None:
    """Return the language that was read of a text if a `lang` may name it."""
    return language if language and _LANGUAGE.fullmatch(language) else None
