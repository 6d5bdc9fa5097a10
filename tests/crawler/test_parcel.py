"""A request comes back from the frontier's log as it went in."""

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsel import Selector
from scrapy import FormRequest, Request, Spider
from scrapy.http import JsonRequest

from crawler.scrapylane.parcel import depth_of, pack, unpack
from frontier.records import LONGEST
from frontier.urls import canonical

URL = "http://a.test/page?b=1&a=2#part"


class Shop(Spider):
    """A spider with callbacks."""

    name = "shop"

    def item(self, response: Any) -> None:
        """Read an item."""

    def missed(self, failure: Any) -> None:
        """Note a failure."""


SHOP = Shop()

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner)
    ),
    max_leaves=5,
)
tables = st.dictionaries(st.text(), plain, max_size=4)
requests = st.builds(
    Request,
    st.sampled_from([URL, "https://b.test/", "http://b.test:81/%7Ex?utm_source=y"]),
    callback=st.sampled_from([None, SHOP.item]),
    errback=st.sampled_from([None, SHOP.missed]),
    method=st.sampled_from(["GET", "post", "PUT"]),
    headers=st.dictionaries(st.sampled_from(["Referer", "X-A"]), st.binary()),
    body=st.binary() | st.none(),
    cookies=st.dictionaries(st.text(), st.text()),
    meta=tables | st.builds(lambda depth: {"depth": depth}, st.integers(0, 70_000)),
    encoding=st.sampled_from(["utf-8", "latin-1"]),
    priority=st.integers(-(10**6), 10**6),
    dont_filter=st.booleans(),
    flags=st.lists(st.text()),
    cb_kwargs=tables,
)


def there_and_back(request: Request) -> Request:
    page = canonical(request.url)
    packed = pack(request, SHOP, page)
    assert packed is not None
    return unpack(packed, SHOP, page, depth_of(request))


@given(requests)
def test_a_request_comes_back_as_it_was(request: Request) -> None:
    back = there_and_back(request)
    assert back.to_dict(spider=SHOP) == request.to_dict(spider=SHOP)


@pytest.mark.parametrize(
    "request_",
    [
        FormRequest(URL, formdata={"a": "1"}, callback=SHOP.item),
        JsonRequest(URL, data={"a": [1]}, callback=SHOP.item),
    ],
)
def test_a_subclass_comes_back_as_itself(request_: Request) -> None:
    back = there_and_back(request_)
    assert type(back) is type(request_)
    assert back.to_dict(spider=SHOP) == request_.to_dict(spider=SHOP)


@pytest.mark.parametrize(
    "request_",
    [
        Request(URL, callback=print),
        Request(URL, callback=Shop().item),
        Request(URL, meta={"frame": (part for part in ())}, cb_kwargs={"x": open}),
        Request(URL, body=b"x" * LONGEST),
    ],
)
def test_what_no_bytes_can_hold_is_said_to_live_in_memory(request_: Request) -> None:
    assert pack(request_, SHOP, canonical(URL)) is None


def test_the_text_of_a_link_does_not_keep_its_page() -> None:
    text = Selector("<a>lamp</a>").root.xpath("string()")
    request = Request(URL, SHOP.item, meta={"link_text": text})
    assert type(there_and_back(request).meta["link_text"]) is str
    assert b"lxml" not in (pack(request, SHOP, URL) or b"lxml")


def test_a_url_that_was_added_by_hand_is_for_the_spiders_parse() -> None:
    request = unpack(b"", SHOP, "http://a.test/", 0)
    assert (request.url, request.callback) == ("http://a.test/", None)


def test_a_link_takes_less_than_half_of_what_scrapy_keeps() -> None:
    request = Request(
        URL, SHOP.item, headers={"Referer": URL}, meta={"depth": 2, "link_text": "x"}
    )
    packed = pack(request, SHOP, canonical(URL))
    assert packed is not None
    assert len(packed) < len(pickle.dumps(request.to_dict(spider=SHOP))) / 2
