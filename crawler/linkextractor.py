"""Scrapy's LinkExtractor, ten times as fast: same arguments, same links.

    from crawler.linkextractor import LinkExtractor

It reads the bytes of the page instead of making a tree, and takes the long way (join,
quote, join, parse, filter) only with an address that could come out changed. What needs
a tree (`restrict_css`, other tags, a page in disorder) goes Scrapy's own way.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from functools import lru_cache
from inspect import signature
from typing import Any
from urllib.parse import urljoin

import msgspec
from scrapy.http import TextResponse, XmlResponse
from scrapy.link import Link
from scrapy.linkextractors import LinkExtractor as ScrapyLinkExtractor
from scrapy.utils.misc import arg_to_iter, rel_has_nofollow
from scrapy.utils.response import get_base_url
from w3lib.url import safe_url_string

from crawler.engine.pagehead import head_of
from extract.linking.anchors import Anchors, anchors

# What joining and quoting leave as it is: a whole address, a path from the root, one from
# the folder. Dot segments, empty ones and parameters take the long way.
_BYTES = r"A-Za-z0-9\-_~!$*+,:@%"
_PATH = rf"(?:[{_BYTES}][{_BYTES}.]*/)*(?:[{_BYTES}][{_BYTES}.]*)?"
_REST = rf"(?:\?[{_BYTES}.&=/]+)?(?:\#[{_BYTES}.&=/]+)?"
_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+"
_PLAIN = re.compile(
    rf"(?P<whole>https?://{_HOST}(?::[0-9]{{1,5}})?/{_PATH}{_REST})|(?P<root>/(?!/){_PATH}{_REST})|"
    rf"(?P<folder>(?![^/?\#]*:)(?=[A-Za-z0-9]){_PATH}{_REST})|"
    rf"(?P<mark>\#[{_BYTES}.&=/]+)"
)
_NO_PAGES = ("mailto:", "tel:", "javascript:", "data:")
# How much is remembered of where hrefs lead: 200 bytes each.
_MOST_HREFS, _MOST_ORIGINS = 2_000, 50
_FROM_ROOT = ("/", "http://", "https://")
_INNER = ("_link_allowed", "_process_links", "_extract_links")


class LinkExtractor(ScrapyLinkExtractor):
    """Finds the links of a response, as `scrapy.linkextractors.LinkExtractor` does."""

    __signature__ = signature(ScrapyLinkExtractor)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = signature(ScrapyLinkExtractor).bind(*args, **options)
        given.apply_defaults()
        asked = given.arguments
        self._process: Callable[[Any], Any] | None = asked["process_value"]
        self._endings = frozenset(self.deny_extensions)
        self._long_endings = tuple(
            ending for ending in self._endings if ending.count(".") > 1
        )
        self._by_host = bool(self.allow_domains or self.deny_domains)
        self._known: dict[str, dict[str, str]] = {}
        self._needs_tree = (
            set(arg_to_iter(asked["tags"])) != {"a", "area"}
            or set(arg_to_iter(asked["attrs"])) != {"href"}
            or bool(self.restrict_xpaths or asked["deny_tags"] or asked["deny_attrs"])
            or not asked["strip"]
            or any(name in vars(cls) for cls in _under(type(self)) for name in _INNER)
        )

    def extract_links(self, response: TextResponse) -> list[Link]:
        """Return the links of `response` that the arguments let through."""
        found = None if self._needs_tree else anchors_of(response)
        if found is None:
            return super().extract_links(response)
        links = list(self._links(found, Base.of(response)))
        return self._process_links(links) if self.canonicalize else links

    def _links(self, found: Anchors, base: "Base") -> Iterator[Link]:
        unique = self.link_extractor.unique
        hrefs, urls = set[str](), set[str]()
        known = self._known_at(base.origin)
        for href, text, rel in zip(found.hrefs, found.texts, found.rels, strict=True):
            # One href leads to one address, unless a function of the caller's says so.
            if unique and self._process is None:
                if href in hrefs:
                    continue
                hrefs.add(href)
            url = known.get(href) if known else None
            if url is None:
                url = self._led_to(href, text, base, known)
            if not url or url in urls:
                continue
            if unique:
                urls.add(url)
            yield Link(url, text, nofollow=bool(rel) and _is_nofollow(rel))

    def _known_at(self, origin: str) -> dict[str, str] | None:
        """Return where the hrefs met on pages of `origin` lead, if nothing else says.

        Pages of a site share their menus; "" is what the arguments do not let through.
        """
        if not origin or self._process is not None or self.restrict_text:
            return None
        known = self._known.get(origin)
        if known is None or len(known) >= _MOST_HREFS:
            if len(self._known) >= _MOST_ORIGINS:
                self._known.clear()
            known = self._known[origin] = {}
        return known

    def _led_to(
        self, href: str, text: str, base: "Base", known: dict[str, str] | None
    ) -> str:
        """Return the address that `href` leads to, "" for none that is let through."""
        url = base.plain(href) if self._process is None else ""
        plain = bool(url)
        url = url or self._joined(href, base)
        allowed = self._lets_through if plain else self._allowed
        if not url or not allowed(url, text):
            url = ""
        # What begins so leads to the same place from all pages of a site.
        if known is not None and (
            href.startswith(_FROM_ROOT) if plain else href.startswith(_NO_PAGES)
        ):
            known[href] = url
        return url

    def _allowed(self, url: str, text: str) -> bool:
        if is_plain(url):
            return self._lets_through(url, text)
        return self._link_allowed(Link(url, text))

    def _lets_through(self, url: str, text: str) -> bool:
        """Say what `_link_allowed` says of a plain address."""
        if self.allow_res and not any(one.search(url) for one in self.allow_res):
            return False
        if self.deny_res and any(one.search(url) for one in self.deny_res):
            return False
        if self._by_host and not self._is_at_home(url):
            return False
        path = url.partition("#")[0].partition("?")[0]
        if path[path.rfind(".") :].lower() in self._endings:
            return False
        if self._long_endings and path.lower().endswith(self._long_endings):
            return False
        return not self.restrict_text or any(
            one.search(text) for one in self.restrict_text
        )

    def _is_at_home(self, url: str) -> bool:
        host = url.split("/", 3)[2]
        return not (
            (self.allow_domains and not _is_under(host, frozenset(self.allow_domains)))
            or _is_under(host, frozenset(self.deny_domains))
        )

    def _joined(self, href: str, base: "Base") -> str:
        """Return the address by the long way; empty for none."""
        if self._process is None and href.startswith(_NO_PAGES):
            return ""
        try:
            url = urljoin(base.url, href)
            url = url if self._process is None else self._process(url)
            if url is None:
                return ""
            return urljoin(base.page, safe_url_string(url, encoding=base.encoding))
        except ValueError:
            return ""


class Base(msgspec.Struct, frozen=True):
    """What a page's links start from; the parts are empty where it is not plain."""

    url: str
    page: str
    encoding: str
    origin: str = ""
    folder: str = ""

    @classmethod
    def of(cls, response: TextResponse) -> "Base":
        """Return the base of `response`."""
        page, encoding = response.url, response.encoding
        # Scrapy looks for a base element in the first 4,096 characters.
        if is_plain(page) and b"<base" not in head_of(response.body).lower():
            url = page
        else:
            url = get_base_url(response)
        if not is_plain(url):
            return cls(url, page, encoding)
        path = url.partition("#")[0].partition("?")[0]
        origin = url[: url.index("/", 8)]
        return cls(url, page, encoding, origin, path[: path.rindex("/") + 1])

    def plain(self, href: str) -> str:
        """Return the address that a plain `href` leads to; empty where there is doubt."""
        form = _PLAIN.fullmatch(href) if self.origin else None
        if form is None:
            return ""
        if form.lastgroup == "folder":
            return self.folder + href
        if form.lastgroup == "root":
            return self.origin + href
        return href if form.lastgroup == "whole" else self.url.partition("#")[0] + href


def is_plain(url: str) -> bool:
    """Return whether joining and quoting leave the address `url` as it is."""
    form = _PLAIN.fullmatch(url)
    return form is not None and form.lastgroup == "whole"


def anchors_of(response: TextResponse) -> Anchors | None:
    """Return the links of `response`; None where only a tree can tell."""
    if not isinstance(response, TextResponse) or isinstance(response, XmlResponse):
        return None
    # There Scrapy quotes an address by bytes that no ASCII is.
    if response.encoding.startswith(("utf-16", "utf-32")):
        return None
    if response.encoding == "utf-8" and not response.body.startswith(BOM_UTF8):
        try:
            response.body.decode()
        except UnicodeDecodeError:
            pass
        else:
            return anchors(response.body)
    return anchors(response.text.encode("utf-8", "replace"))


def _under(cls: type) -> list[type]:
    return list(cls.__mro__[: cls.__mro__.index(LinkExtractor)])


@lru_cache(maxsize=1024)
def _is_nofollow(rel: str) -> bool:
    return rel_has_nofollow(rel)


@lru_cache(maxsize=4096)
def _is_under(host: str, domains: frozenset[str]) -> bool:
    names = [name.lower() for name in domains]
    return any(host == name or host.endswith(f".{name}") for name in names)
