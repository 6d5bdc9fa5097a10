"""The headline of a page: its first heading that agrees with its title, or the title.

A title is a headline with the site's name around it; what is the site's is known by what
the page calls its site, by its host, and by a heading that leaves it out.
"""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from extract.goods.sighting import Sighting
from extract.once import once
from extract.page import Page
from extract.statements.structured import Graph
from extract.statements.words import text as text_of
from extract.stories.called import called

_WORD = re.compile(r"\w+")
_BREAK = re.compile(
    r"\s+[|\u2022\u00b7\u2013\u2014\u00bb\u00ab\u2039\u203a:~-]+\s+|\s*[|»]\s*|:\s+"
)
_MARK = " \u00b6#\u00a0|"
_LONGEST = 400
_MOST_HEADINGS = 20
# Of a heading's words, so many are in the title when it is the same headline.
_AGREES = 0.4
_SITE_SHARE = 0.6
_FEW_WORDS = 3
# Shorter names are parts of words by chance.
_LEAST_NAME = 3
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title")


class Heading(NamedTuple):
    """A heading element, what it says, and how well the page's titles agree."""

    node: int
    text: str
    agreement: float


def headline(page: Page, graph: Graph) -> Sighting | None:
    """Return the headline of `page`."""
    stated = _stated(page, graph)
    best = heading(page)
    if best is not None and best.agreement >= _AGREES:
        return _sighting(best.text, best.text, "heading", 0.6 + 0.35 * best.agreement)
    for source in ("title", "social"):
        raw = page.title if source == "title" else page.meta(*_TITLES)
        bare = _without_site(page, raw, stated) if raw else ""
        if bare:
            return _sighting(bare, raw or "", source, 0.6)
    if stated:
        return _sighting(stated, stated, "stated", 0.6)
    return _sighting(best.text, best.text, "heading", 0.4) if best else None


@once
def heading(page: Page) -> Heading | None:
    """Return the first of the headings that agree best with what the page is called."""
    tree = page.nodes
    titles = [
        title for title in (page.title, page.meta("og:title"), _slug(page.url)) if title
    ]
    best: Heading | None = None
    beside = called(tree)
    for node in tree.all("h1")[:_MOST_HEADINGS]:
        words = _clean(tree.text(node))
        if not words or beside.is_aside(node):
            continue
        found = Heading(
            node, words, max((_agreement(words, one) for one in titles), default=0)
        )
        if is_site(page, words) and len(urlsplit(page.url).path) > 1:
            continue
        if best is None or found.agreement > best.agreement + 0.05:
            best = found
    if best is None or best.agreement < _AGREES:
        best = _lower_heading(page) or best
    return best


def _lower_heading(page: Page) -> Heading | None:
    """Return a smaller heading that says the very words of the title."""
    tree = page.nodes
    titles = {_plain(title) for title in (page.title, page.meta("og:title")) if title}
    for node in tree.all("h2", "h3")[:_MOST_HEADINGS]:
        words = _clean(tree.text(node))
        bare = _plain(words)
        if (
            bare
            and len(_WORD.findall(bare)) > 1
            and any(_is_of(bare, title) for title in titles)
            and not called(tree).is_aside(node)
        ):
            return Heading(node, words, 0.9)
    return None


def _is_of(words: str, title: str) -> bool:
    many = len(words.split()) > _FEW_WORDS
    return words in title if many else title.startswith(words)


def _stated(page: Page, graph: Graph) -> str | None:
    for node in graph.nodes:
        found = text_of(node.get("headline"))
        if found and _agreement(found, page.title or found) >= _AGREES:
            return found
    return None


def _agreement(words: str, title: str) -> float:
    """Return which part of `words` the title has, from 0 to 1."""
    small, of = _plain(words), _plain(title)
    if small and small in of:
        return 1.0
    mine, theirs = set(small.split()), set(of.split())
    return len(mine & theirs) / len(mine) if mine else 0.0


def _without_site(page: Page, title: str, stated: str | None) -> str:
    """Return `title` without the segments that are the site's name."""
    title = _clean(title)
    if stated and _plain(title).startswith(_plain(stated)):
        return _clean(stated)
    breaks = list(_BREAK.finditer(title))
    if not breaks:
        return title
    first, last = title[: breaks[0].start()], title[breaks[-1].end() :]
    if is_site(page, last):
        return _without_site(page, title[: breaks[-1].start()], stated)
    if is_site(page, first):
        return _clean(title[breaks[0].end() :])
    # Few words behind a bar are the site's, whatever else it is called.
    if "|" in breaks[-1][0] and len(_WORD.findall(last)) <= _FEW_WORDS:
        return _clean(title[: breaks[-1].start()])
    return title


def is_site(page: Page, words: str) -> bool:
    """Return whether `words` are what the page's site is called."""
    small = "".join(_WORD.findall(words.casefold()))
    named = page.meta("og:site_name", "application-name", "apple-mobile-web-app-title")
    site = "".join(_WORD.findall((named or "").casefold()))
    if not small or small in site or (len(site) > _LEAST_NAME and site in small):
        return bool(small)
    name = (urlsplit(page.url).hostname or "").removeprefix("www.").rsplit(".", 1)[0]
    bare = name.replace("-", "").replace(".", "")
    if len(small) > _LEAST_NAME and small in bare:
        return True
    return any(
        len(label) > _LEAST_NAME
        and label in small
        and len(label) >= _SITE_SHARE * len(small)
        for label in name.replace("-", "").split(".")
    )


def _slug(url: str) -> str:
    last = urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]
    return " ".join(_WORD.findall(last.replace("_", "-")))


def _plain(words: str) -> str:
    return " ".join(_WORD.findall(words[:_LONGEST].casefold()))


def _clean(words: str) -> str:
    return " ".join(words[:_LONGEST].split()).strip(_MARK)


def _sighting(value: str, raw: str, source: str, confidence: float) -> Sighting:
    return Sighting(
        field="headline", value=value, raw=raw, source=source, confidence=confidence
    )
