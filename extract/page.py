"""One page, parsed once: the tree and the facts every extractor asks it for.

Facts are read when first asked for and kept, so the crawler, which wants only links,
does not pay for text, and nobody parses twice.
"""

import html
import re
from functools import cached_property

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from extract.markup.attributes import NUMBER
from extract.markup.charset import as_utf8
from extract.markup.depth import shallow
from extract.markup.tree import Tree
from extract.markup.wide import is_utf8
from extract.text.layout import Layout, stated_text
from frontier.urls import join

_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)
# What stands behind this was written for no reader. A tree takes eighty times its page:
# 50 MB of tags would take 4 GB and five seconds.
_MOST_BYTES = 5_000_000
# Longer titles are stuffed ones; the lake keeps what a person would read.
_TITLE_CHARS = 500


_META = {NUMBER[name]: name for name in ("name", "property", "http-equiv", "content")}


class Page:
    """One HTML page: where it was fetched, its tree, and what its head says."""

    def __init__(self, url: str, text: str | bytes) -> None:
        """Take the page at `url`, its text or the UTF-8 of it."""
        self.url = url
        # Lone surrogates are no text; no parser takes them.
        self._source = (
            text if isinstance(text, bytes) else text.encode("utf-8", "replace")
        )

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parser's own tree."""
        return self._parsed()

    def _parsed(self) -> LexborHTMLParser:
        text = shallow(self._source.decode("utf-8", "replace"))
        return LexborHTMLParser(text.encode())

    @cached_property
    def nodes(self) -> Tree:
        """The tree as columns."""
        return Tree(self._source)

    @cached_property
    def seen(self) -> str:
        """What it shows, a line a block."""
        return self.nodes.lines(0)

    @cached_property
    def layout(self) -> Layout:
        """How it is laid out, line by line."""
        said = " ".join(
            content
            for name in ("description", "og:description", "twitter:description")
            for content in self.metas.get(name, ())
        )
        return Layout(self.nodes, (self.title or "", said, stated_text(self.nodes)))

    @cached_property
    def base(self) -> str:
        """The URL that the page's relative links start from."""
        for node in self.nodes.all("base"):
            href = self.nodes.attribute(node, "href")
            if href is not None:
                return join(self.url, href) or self.url
        return self.url

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """The head's meta tags: name or property in lower case -> its contents."""
        found: dict[str, list[str]] = {}
        for said in self.nodes.given(self.nodes.all("meta"), _META).values():
            name = said.get("name") or said.get("property") or said.get("http-equiv")
            if name and "content" in said:
                found.setdefault(name.strip().lower(), []).append(said["content"])
        return found

    def meta(self, *names: str) -> str | None:
        """Return the first filled meta tag among `names`."""
        for name in names:
            for content in self.metas.get(name, ()):
                if content:
                    return content
        return None

    @cached_property
    def title(self) -> str | None:
        """The title tag, else what the page gives to social networks."""
        titles = self.nodes.all("title")
        text = _squeezed(html.unescape(self.nodes.held(titles[0]))) if titles else ""
        return (text or _squeezed(self.meta("og:title") or ""))[:_TITLE_CHARS] or None

    @cached_property
    def language(self) -> str | None:
        """The page's declared language as its primary subtag: `de` for `de-CH`."""
        declared = (
            self.nodes.attribute(0, "lang"),
            self.meta("og:locale"),
            self.meta("content-language"),
        )
        for text in declared:
            found = _LANGUAGE.match((text or "").strip())
            if found:
                return found[0].lower()
        return None

    @cached_property
    def canonical(self) -> str | None:
        """The address the page names as its own, absolute."""
        for node in self.nodes.all("link"):
            said = self.nodes.attributes(node)
            if "canonical" in said.get("rel", "").lower().split() and "href" in said:
                return join(self.base, said["href"])
        return None

    @property
    def text(self) -> str:
        """What a reader sees, as one line of words."""
        return self.seen.replace("\n", " ")


def parse(url: str, body: bytes, content_type: str | None = None) -> Page:
    """Return the page that `body`, fetched at `url`, holds."""
    return Page(url, as_utf8(body, content_type, _is_utf8)[0][:_MOST_BYTES])


def _is_utf8(body: bytes) -> bool:
    return is_utf8(np.frombuffer(body, np.uint8))


def _squeezed(text: str) -> str:
    return " ".join(text.split())
