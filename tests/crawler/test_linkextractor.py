"""Our LinkExtractor finds what Scrapy's finds."""

import inspect
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, XmlResponse
from scrapy.link import Link
from scrapy.linkextractors import LinkExtractor as ScrapyLinkExtractor

from crawler.linkextractor import LinkExtractor
from extract.warm import warm

warm()  # else a cold machine would leave every page to the parser
URL = "http://shop.test:8800/d/page.html?q=1"
PAGE = """<html><head><link rel=next href=/next></head><body>
<nav><a href="/">Home</a> <a href=/c/kettles rel="nofollow, ugc">Kettles &amp; pots</a>
<a href="../up">Up</a> <a href="#top">Top</a> <a href=?p=2>2</a> <a href="">Self</a></nav>
<a href="/p/1?b=2&amp;a=1#x"><b>One</b> kettle<br>é</a> <a href="/p/1?b=2&amp;a=1#x">x</a>
<a href="https://www.other.test/file.PDF">File</a> <a href="//cdn.other.test/x.tar.gz">T</a>
<a href="mailto:a@b.test">Mail</a> <a href="javascript:go('http://x.test')">Go</a>
<a href=" /blank s ">Blanks</a> <a href="/Ünï?ö=ü">Ü</a> <a>none</a> <a href="http://[">bad</a>
<map><area href=/area rel=nofollow></map> <img src=/i.png> <a href="/a;b=1/../c">Dots</a>
</body></html>"""
GOLDEN = sorted((Path(__file__).parents[1] / "extract/golden").rglob("*.html"))


def both(body: str | bytes, url: str = URL, **options: Any) -> tuple[list[Link], ...]:
    body = body.encode() if isinstance(body, str) else body
    return tuple(
        extractor.extract_links(HtmlResponse(url, body=body))
        for extractor in extractors(repr(options), lambda kind: kind(**options))
    )


def extractors(options: str, make: Any, known: dict[str, Any] = {}) -> Any:  # noqa: B006
    """Return the same two for all pages: ours remembers where hrefs led."""
    if options not in known:
        known[options] = make(LinkExtractor), make(ScrapyLinkExtractor)
    return known[options]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"allow": r"/p/"},
        {"allow": [r"/p/", r"area"], "deny": r"q=", "deny_extensions": ()},
        {"allow_domains": "other.test"},
        {"deny_domains": ["OTHER.test", "x.test"]},
        {"deny_extensions": ["tar.gz", "html"]},
        {"restrict_text": "kettle"},
        {"restrict_css": "nav"},
        {"restrict_xpaths": "//nav"},
        {"tags": ("a", "img"), "attrs": ("href", "src"), "deny_extensions": ()},
        {"deny_tags": "area"},
        {"canonicalize": True},
        {"unique": False},
        {"unique": False, "canonicalize": True},
        {"strip": False},
        {"process_value": lambda url: url.replace("kettles", "pots") or None},
        {"process_value": lambda url: None if "p/1" in url else url},
    ],
)
def test_options_let_through_what_scrapys_let_through(options: dict[str, Any]) -> None:
    ours, scrapys = both(PAGE, **options)
    assert ours == scrapys


def test_the_part_of_a_page_that_was_asked_for_leads_nowhere_else() -> None:
    ours, scrapys = both(PAGE, f"{URL}#reviews/2?x")
    assert ours == scrapys


@given(
    st.lists(st.text(alphabet="ab/?&=-_.:#;%20 ~'()!+*,@[]\\\n|é", max_size=12)),
    st.sampled_from(("", "", "/", "http://h.test/", "https://H.test", "//h.test:80/")),
    st.sampled_from(
        (
            URL,
            f"{URL}#part/of?it",
            "http://h.test",
            "http://127.0.0.2:8800/a/../b//c",
            "https://u@h/é",
        )
    ),
)
def test_any_href_leads_where_scrapys_leads(
    texts: list[str], start: str, url: str
) -> None:
    body = "".join(f'<a href="{start}{text}">{text}</a>\n' for text in texts)
    ours, scrapys = both(body, url)
    assert ours == scrapys


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.parent.name)
def test_saved_pages_have_the_links_that_scrapy_finds(page: Path) -> None:
    ours, scrapys = both(page.read_bytes())
    assert ours == scrapys


@pytest.mark.parametrize(
    "body",
    [
        PAGE.encode("utf-8-sig"),
        PAGE.encode("utf-16"),
        PAGE.encode("cp1252"),
        b"<meta charset=gbk>" + PAGE.encode("gbk", "replace"),
        PAGE.replace("Home", "Ho\0me").encode(),
        PAGE.replace("<nav>", "<base href='http://base.test/x/'>").encode(),
        PAGE.replace("<nav>", "<template><a href=/t>t</a></template>").encode(),
        PAGE.replace("<br>", "<script>1<2</script><!-- c -->").encode(),
        b"",
    ],
)
def test_odd_bodies_have_the_links_that_scrapy_finds(body: bytes) -> None:
    ours, scrapys = both(body)
    assert ours == scrapys


def test_a_subclass_that_filters_is_asked() -> None:
    class Picky(LinkExtractor):
        def _link_allowed(self, link: Link) -> bool:
            return link.text == "Home"

    (link,) = Picky().extract_links(HtmlResponse(URL, body=PAGE.encode()))
    assert link.url == "http://shop.test:8800/"


def test_feeds_are_left_to_scrapy() -> None:
    feed = XmlResponse(URL, body=b"<rss><a href='/x'/></rss>")
    assert LinkExtractor().extract_links(feed) == ScrapyLinkExtractor().extract_links(
        feed
    )


def test_it_takes_what_scrapys_takes() -> None:
    assert inspect.signature(LinkExtractor) == inspect.signature(ScrapyLinkExtractor)
