"""Our Selector against Scrapy's: the same queries, the same answers."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse
from scrapy.selector import Selector as ScrapySelector

from benchmarks._crawl_our_spiders import quick_item
from benchmarks._crawl_site import site
from benchmarks._crawl_spiders import item
from crawler.errors import SelectorRefused
from crawler.selector import Selector

PAGE = """<!DOCTYPE html><html><head><title>Kettles</title>
<script type="application/ld+json">{"sku": "K-1"}</script></head><body>
<h1 class="big name">Kettle <b>steel</b><!-- no --> 1.7 l</h1>
<p class="price" data-minor="4999">49,99 €</p><p class=price>39,99 €</p>
<div id="a">one<div class="in">two<i>three</i></div>four</div>
<ul><li><a href="/p/1" title="x, y">first</a></li><li><a href='/p/2'>second</a></li></ul>
<input name=q></body></html>"""
QUERIES = [
    "h1::text",
    "h1 ::text",
    "h1 b::text",
    "p.price::text",
    "p.price::attr(data-minor)",
    "p::attr( class )",
    "div::text",
    "div ::text",
    "#a *::text",
    "#a *::attr(class)",
    "div > *::text",
    "*::attr(class)",
    "h1, p",
    "p, h1",
    "h1::text, p::text",
    'a[title="x, y"]::attr(href)',
    "li:nth-child(2) > a::attr(href)",
    ":is(h1, title)::text",
    "li ::attr(href)",
    "nothing::text",
    "p:not(.price)",
    'script[type="application/ld+json"]::text',
    "::text",
    "body > ul li + li a::text",
]
# How an element is written as HTML is the parser's own affair.
AS_WRITTEN = re.compile(r'[\s"\']|=(?=[ >])|&[a-z]+;')


def answer(body: bytes | str, **named: Any) -> HtmlResponse:
    made = body.encode() if isinstance(body, str) else body
    return HtmlResponse("http://shop.test/", body=made, **named)


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_finds_what_scrapy_finds(query: str) -> None:
    theirs = ScrapySelector(answer(PAGE)).css(query).getall()
    ours = Selector(answer(PAGE)).css(query).getall()
    assert [AS_WRITTEN.sub("", one) for one in ours] == [
        AS_WRITTEN.sub("", one) for one in theirs
    ]


@pytest.mark.parametrize(
    "asked",
    [
        lambda page: page.css("p").get(),
        lambda page: page.css("nothing").get(),
        lambda page: page.css("nothing").get("none"),
        lambda page: page.css("p").css("::text").getall(),
        lambda page: page.css("ul").css("a::attr(href)").getall(),
        lambda page: page.css("ul").css("ul").getall() != [],
        lambda page: page.css("p")[1:].css("::text").get(),
        lambda page: page.css("p")[1].css("::text").get(),
        lambda page: page.css("p")[0].attrib,
        lambda page: page.css("p").attrib["data-minor"],
        lambda page: page.css("nothing").attrib,
        lambda page: page.css("p::text").re(r"\d+"),
        lambda page: page.css("p::text").re_first(r"(\d+),(?P<extract>\d+)"),
        lambda page: page.css("nothing").re_first("x", "none"),
        lambda page: page.css("h1::text")[0].re_first("K.."),
        lambda page: page.css("h1::text").extract_first(),
        lambda page: page.css("h1::text").extract(),
        lambda page: page.css("h1::text")[0].css("b").getall(),
        lambda page: len(page.css("li")),
        lambda page: [one.css("a::text").get() for one in page.css("li")],
    ],
)
def test_it_is_used_as_scrapys(asked: Callable[[Any], Any]) -> None:
    pages = Selector(answer(PAGE)), ScrapySelector(answer(PAGE))
    ours, theirs = (re.sub(r"[\"']", "", str(asked(page))) for page in pages)
    assert ours == theirs


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "cp1251"])
def test_a_page_is_read_in_its_own_encoding(encoding: str) -> None:
    text = "prix ж"[: 6 if encoding != "latin-1" else 4]
    came = answer(f"<h1>{text}</h1>".encode(encoding), encoding=encoding)
    assert Selector(came).css("h1::text").get() == text


@pytest.mark.parametrize(
    "body", [b"", b"\xef\xbb\xbf<h1>x</h1>", b"\xff\xfe\x00<", b"<"]
)
def test_odd_bytes_are_a_page(body: bytes) -> None:
    assert Selector(answer(body)).css("h1::text").get("none") in {"x", "none"}


@pytest.mark.parametrize(
    "query", ["p[", "p:contains(x)", "h1::text, a::attr(href)", " "]
)
def test_a_query_that_is_not_known_is_named(query: str) -> None:
    with pytest.raises(SelectorRefused, match=re.escape(repr(query))):
        Selector(answer(PAGE)).css(query)


def test_xpath_is_where_it_was() -> None:
    with pytest.raises(SelectorRefused, match=r"response\.xpath"):
        Selector(answer(PAGE)).xpath("//h1")


def test_either_a_response_or_a_text() -> None:
    assert Selector(text=PAGE).css("title::text").get() == "Kettles"
    with pytest.raises(SelectorRefused):
        Selector()


def test_the_item_that_is_measured_is_the_same(tmp_path: Path) -> None:
    web = site(tmp_path, 100)
    pages = [answer(path.read_bytes()) for path in web.folder.rglob("*.html")]
    assert len(pages) == 100
    assert [quick_item(page) for page in pages] == [item(page) for page in pages]


def test_a_node_outlives_its_page() -> None:
    heading = Selector(answer(PAGE)).css("h1")[0]
    assert heading.css("b::text").get() == "steel"


_TREE = st.recursive(
    st.sampled_from(["x", "y ", "&amp;"]),
    lambda inner: st.tuples(
        st.sampled_from(["div", "span", "b"]), st.lists(inner, max_size=4)
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"),
    max_leaves=15,
)


@given(_TREE, st.sampled_from(["div::text", "div ::text", "span b::text", "::text"]))
def test_texts_come_in_the_pages_order(tree: str, query: str) -> None:
    page = f"<html><head></head><body><section>{tree}</section></body></html>"
    theirs = ScrapySelector(text=page).css(query).getall()
    assert "|".join(Selector(text=page).css(query).getall()) == "|".join(theirs)
