"""What a page allows: robots directives, text-and-data-mining reservation, licence.

They come from response headers and from meta tags; the stricter of the two counts.
A directive that names another crawler (`otherbot: noindex`) is not for us.
"""

from collections.abc import Mapping

import msgspec

from extract.page import Page
from frontier.urls import join

_OURS = ("", "harvestman")


class Rights(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done with one page; False and None where it says nothing."""

    noindex: bool = False
    noarchive: bool = False
    nofollow: bool = False
    tdm_reservation: bool = False
    licence: str | None = None


def rights(page: Page, headers: Mapping[str, str]) -> Rights:
    """Return what `page`, answered with `headers`, allows."""
    lowered = {name.lower(): value for name, value in headers.items()}
    words = _header_words(lowered.get("x-robots-tag", ""))
    for name in ("robots", "harvestman"):
        for content in page.metas.get(name, ()):
            words |= _words(content)
    reserved = lowered.get("tdm-reservation") or page.meta("tdm-reservation") or ""
    return Rights(
        noindex=not words.isdisjoint({"noindex", "none"}),
        noarchive=not words.isdisjoint({"noarchive", "nocache"}),
        nofollow=not words.isdisjoint({"nofollow", "none"}),
        tdm_reservation=reserved.strip() == "1",
        licence=_licence(page),
    )


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",")}


def _header_words(text: str) -> set[str]:
    """`noarchive, otherbot: noindex, nofollow` is `noarchive` for us.

    A name holds until the next one, as several headers arrive joined by commas.
    """
    words, bot = set[str](), ""
    for part in text.split(","):
        name, colon, rest = part.partition(":")
        named = bool(colon) and name.strip().lower() != "unavailable_after"
        bot = name.strip().lower() if named else bot
        if bot in _OURS:
            words.add((rest if named else part).strip().lower())
    return words


def _licence(page: Page) -> str | None:
    node = page.tree.css_first('link[rel~="license"][href], a[rel~="license"][href]')
    href = node.attributes.get("href") if node else None
    return join(page.base, href) if href else None
