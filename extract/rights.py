"""What a page allows: robots directives, text-and-data-mining reservation, licence.

They come from response headers and from meta tags; the stricter of the two counts.
A directive that names another crawler (`otherbot: noindex`) is not for us.
"""

from collections.abc import Mapping, Sequence

import msgspec

from extract.page import Page
from frontier.urls import join

_NAMED = ("harvestman",)
_OURS = ("", *_NAMED)


class Rights(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done with one page; False and None where it says nothing."""

    noindex: bool = False
    noarchive: bool = False
    nofollow: bool = False
    tdm_reservation: bool = False
    licence: str | None = None


_NOTHING = Rights()


def rights(page: Page, headers: Mapping[str, str]) -> Rights:
    """Return what `page`, answered with `headers`, allows."""
    robots = [
        content for name in ("robots", *_NAMED) for content in page.metas.get(name, ())
    ]
    lowered = {name.lower(): value for name, value in headers.items()}
    return told(lowered, robots, page.meta("tdm-reservation"), _licence(page))


def told(
    headers: Mapping[str, str],
    robots: Sequence[str] = (),
    reservation: str | None = None,
    licence: str | None = None,
) -> Rights:
    """Return what headers (names in lower case), meta tags and a link's href say."""
    header = headers.get("x-robots-tag")
    reserved = headers.get("tdm-reservation") or reservation
    if not (header or robots or reserved or licence):
        return _NOTHING
    words = _header_words(header or "")
    for content in robots:
        words |= _words(content)
    return Rights(
        noindex=not words.isdisjoint({"noindex", "none"}),
        noarchive=not words.isdisjoint({"noarchive", "nocache"}),
        nofollow=not words.isdisjoint({"nofollow", "none"}),
        tdm_reservation=(reserved or "").strip() == "1",
        licence=licence,
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
