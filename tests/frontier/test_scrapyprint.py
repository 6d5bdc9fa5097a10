import pytest
from hypothesis import given
from hypothesis import strategies as st
from nasty_urls import URLS, WHATWG
from scrapy import Request
from scrapy.utils.request import fingerprint as scrapys

from frontier.errors import BadUrl
from frontier.scrapyprint import fingerprint, fingerprints

METHODS = st.sampled_from(["GET", "get", "POST", "Pät"])
WORDS = st.text("aB09-._~=&?/", max_size=12)


@given(URLS, METHODS, st.binary(max_size=5))
def test_fingerprints_are_those_of_scrapy(url: str, method: str, body: bytes) -> None:
    try:
        expected = scrapys(Request(url, method=method, body=body))
    except ValueError:
        with pytest.raises(BadUrl, match="Scrapy"):
            fingerprint(url, method, body)
    else:
        assert fingerprint(url, method, body) == expected


@given(WORDS, WORDS)
def test_plain_addresses_have_them_too(path: str, query: str) -> None:
    url = f"https://www.shop-1.test/{path}?{query}"
    assert fingerprint(url) == scrapys(Request(url))


@pytest.mark.parametrize("path", ["a/../b", "./a", "a/.", "../a", ".a/b", "a/..b/.."])
def test_dot_segments_are_resolved_as_scrapy_does(path: str) -> None:
    url = f"https://shop.test/{path}"
    assert fingerprint(url) == scrapys(Request(url))


@pytest.mark.parametrize("url", ["about:blank", "data:,x", "ftp://a.test/x", "x://y"])
def test_what_is_no_web_address_has_one_if_scrapy_takes_it(url: str) -> None:
    assert fingerprint(url) == scrapys(Request(url))


@pytest.mark.parametrize("url", ["", "shop", "//a.test/", "\ud800", "http://[::1"])
def test_what_scrapy_refuses_is_refused_by_name(url: str) -> None:
    with pytest.raises(BadUrl, match="expected http"):
        fingerprint(url)


def test_a_batch_has_one_for_each() -> None:
    urls = [form for _, form in WHATWG]
    assert fingerprints(urls) == [scrapys(Request(url)) for url in urls]
