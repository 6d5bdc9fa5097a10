from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.downloadermiddlewares.stats import get_header_size, get_status_size
from scrapy.http import Headers, HtmlResponse, Response
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.request import request_httprepr
from scrapy.utils.response import get_meta_refresh
from scrapy.utils.test import get_crawler

from crawler import seam
from crawler.engine.quick import may_refresh, request_size, response_size, unwarned

PATHS = ["", "/", "//x", "/a b", "/ü", "/a;p=1?q=2#f", "/?", "?q=%20", "/a/../b"]
HOSTS = ["a.test", "a.test:81", "127.0.0.1:8800", "[::1]:80", "u:p@a.test", "ü.test"]
names = st.text("aAzZ-_1", min_size=1, max_size=8)
values = st.one_of(st.text(max_size=20), st.lists(st.text(max_size=5), max_size=3))


@given(
    st.sampled_from(HOSTS),
    st.sampled_from(PATHS),
    st.dictionaries(names, values, max_size=4),
    st.sampled_from(["GET", "POST", "HEAD"]),
    st.binary(max_size=20),
)
def test_requests_are_as_large_as_scrapy_says(
    host: str, path: str, headers: dict[str, Any], method: str, body: bytes
) -> None:
    request = Request(f"http://{host}{path}", method=method, headers=headers, body=body)
    assert request_size(request) == len(request_httprepr(request))


@given(st.dictionaries(names, values, max_size=4), st.sampled_from([200, 404, 299]))
def test_responses_are_as_large_as_scrapy_says(
    headers: dict[str, Any], status: int
) -> None:
    response = Response("http://a.test/", status, headers, b"body")
    theirs = 4 + get_header_size(response.headers) + get_status_size(status) + 4
    assert response_size(response) == theirs


@given(st.lists(st.tuples(names.map(str.encode), st.binary(max_size=9))))
def test_headers_are_those_that_scrapy_makes(pairs: list[tuple[bytes, bytes]]) -> None:
    made, theirs = seam.headers_of(pairs), Headers(pairs)
    assert made == theirs
    assert list(made.items()) == list(theirs.items())
    assert made.get("A-A") == theirs.get("A-A")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "gb18030"])
@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="0;url=/b">',
        "<META HTTP-EQUIV=ReFresh CONTENT='5; /b'>",
        f"{'ü' * 4000}<meta http-equiv=refresh content=1;/b>",
        f"{'x' * 4090}<meta http-equiv=refresh content=1;/b>",
        "<title>nothing of it</title>",
    ],
)
def test_no_refresh_is_overlooked(head: str, encoding: str) -> None:
    response = HtmlResponse("http://a.test/", body=head.encode(encoding, "replace"),
                            encoding=encoding)  # fmt: skip
    if get_meta_refresh(response) != (None, None):
        assert may_refresh(response)


def test_a_page_without_one_is_not_read_for_it() -> None:
    assert not may_refresh(
        HtmlResponse("http://a.test/", body=b"<p>a", encoding="ascii")
    )


def test_what_scrapy_wrapped_does_the_same_without_the_wrapper() -> None:
    crawler = get_crawler(settings_dict={"TWISTED_REACTOR_ENABLED": False})
    cookies = CookiesMiddleware.from_crawler(crawler)
    crawler.stats = MemoryStatsCollector(crawler)
    for method in (cookies.process_request, crawler.stats.inc_value):
        bare = unwarned(method)
        assert getattr(bare, "__func__", bare) is not getattr(
            method, "__func__", method
        )
    unwarned(crawler.stats.inc_value)("pages", 2)
    assert crawler.stats.get_value("pages") == 2


def test_a_method_of_a_project_is_called_as_it_is() -> None:
    class Own:
        def process_request(self, request: Request) -> None:
            """Do nothing."""

    own = Own()
    assert unwarned(own.process_request) == own.process_request
