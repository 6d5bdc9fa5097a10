"""`response.follow_all` at a part of its price: same arguments, same requests.

    from crawler.follow import follow_all
    ...
    yield from follow_all(response, css="a", callback=self.parse)

On our engine, links that the scheduler would refuse as duplicates become no requests.
All the links of a page (`css="a"`) are read from its bytes, without a tree of it.
"""

from collections.abc import Iterable, Iterator
from inspect import signature
from typing import TYPE_CHECKING, Any

from parsel import SelectorList
from scrapy.http import TextResponse
from scrapy.link import Link
from w3lib.html import strip_html5_whitespace

from crawler.engine.drops import DROPS
from crawler.linkextractor import Base, anchors_of, is_plain

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_ALL = ("a", "a::attr(href)", "//a", "//a/@href")
_WITH_HREF = ("a", "link")
_SIGNATURE = signature(TextResponse.follow_all)
_WHICH = ("self", "urls", "css", "xpath")


def follow_all(response: "Response", *args: Any, **options: Any) -> Iterator["Request"]:
    """Yield a request for each link of `response` that is asked for."""
    given = _SIGNATURE.bind(response, *args, **options).arguments
    asked = {name: value for name, value in given.items() if name not in _WHICH}
    which = [given.get(name) for name in ("urls", "css", "xpath")]
    if not isinstance(response, TextResponse) or len(_said(which)) != 1:
        # What is wrong is said in Scrapy's own words.
        yield from response.follow_all(*args, **options)
        return
    found = _targets(response, *which)
    if _is_plain(**asked):
        found = _unknown(response, found)
    for one in found:
        yield response.follow(one, **asked)


vars(follow_all)["__signature__"] = _SIGNATURE


def _is_plain(
    method: str = "GET",
    body: Any = None,
    dont_filter: bool = False,
    meta: dict[str, Any] | None = None,
    **_: Any,
) -> bool:
    """Return whether the URL alone says whether such a request is a duplicate."""
    verbatim = meta is not None and meta.get("verbatim_url")
    return method == "GET" and not body and not dont_filter and not verbatim


def _said(which: list[Any]) -> list[Any]:
    return [one for one in which if one is not None and one != ""]


def _targets(
    response: TextResponse, urls: Any, css: str | None, xpath: str | None
) -> Iterable[str | Link]:
    """Return what is to be followed, as it is written."""
    if (css or xpath) in _ALL:
        anchors = anchors_of(response)
        if anchors is not None:
            return [
                href
                for href, is_a in zip(anchors.hrefs, anchors.are_a, strict=True)
                if is_a
            ]
    if css is not None:
        urls = response.css(css)
    elif xpath is not None:
        urls = response.xpath(xpath)
    if not isinstance(urls, SelectorList):
        return urls
    hrefs = [_href_of(one.root) for one in urls]
    return [href for href in hrefs if href is not None]


def _href_of(root: Any) -> str | None:
    if isinstance(root, str):
        return strip_html5_whitespace(root)
    if getattr(root, "tag", None) not in _WITH_HREF:
        return None
    href = root.get("href")
    return None if href is None else strip_html5_whitespace(href)


def _unknown(
    response: TextResponse, found: Iterable[str | Link]
) -> Iterator[str | Link]:
    """Yield what the crawl has not met, and count the others as duplicates."""
    drops = DROPS.get()
    if drops is None or not drops.allowed(response):
        yield from found
        return
    base, known, dropped = Base.of(response), drops.seen.has, 0
    try:
        for one in found:
            if isinstance(one, Link):
                url = one.url if is_plain(one.url) else ""
            else:
                url = base.plain(one) if isinstance(one, str) else ""
            if url and known(url):
                dropped += 1
            else:
                yield one
    finally:
        if dropped:
            drops.count(dropped, response)
