from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_site import Site, linking, little_site
from scrapy import Request, Spider
from scrapy.http import HtmlResponse, Response
from scrapy.link import Link
from spider_runs import ENGINES, run

from crawler.follow import follow_all

URL = "http://h.test/a/b?c#d"
PAGE = """<html><head><link rel=next href="/n"></head><body>
<a href=" /one ">1</a> <a name=x>no href</a> <a href="#part">2</a> <a href="">3</a>
<map><area href="/area"></map> <a class=next href="two?q=a b">4</a> <img src="/i.png">
<a href="http://other.test/é">5</a> <a href="mailto:a@b.test">6</a>
</body></html>"""


def described(requests: Any) -> list[Any]:
    return [
        (one.url, one.method, one.body, one.meta, one.priority, one.dont_filter,
         one.callback, one.cb_kwargs, one.headers)
        for one in requests
    ]  # fmt: skip


def outcome(call: Any) -> Any:
    try:
        return described(call())
    except (ValueError, TypeError) as error:
        return type(error), str(error)


def same(page: str, /, *args: Any, **options: Any) -> None:
    response = HtmlResponse(URL, body=page.encode(), encoding="utf-8")
    theirs = outcome(lambda: response.follow_all(*args, **options))
    assert outcome(lambda: follow_all(response, *args, **options)) == theirs


@pytest.mark.parametrize(
    "options",
    [
        *({"css": way} for way in ("a", "a::attr(href)", "a.next", "link, a", "img")),
        *({"xpath": way} for way in ("//a", "//a/@href", "//img/@src", "//a/text()")),
        {"css": "a.next", "callback": print, "meta": {"page": 1}, "priority": 3},
        {"css": "a.next", "method": "POST", "body": b"x", "headers": {"A": "b"}},
        {"css": "a.next", "cb_kwargs": {"a": 1}, "dont_filter": True, "flags": ["f"]},
        {"urls": ["/one", " two ", "http://x.test/?a=é", "#p", ""]},
        {"urls": [Link("http://h.test/one"), Link("http://h.test/a b")]},
        {"urls": []},
        *({}, {"css": "a", "xpath": "//a"}, {"urls": ["/"], "css": "a"}),
        *({"css": ""}, {"urls": "/one"}),
    ],
)
def test_requests_are_those_that_scrapy_makes(options: dict[str, Any]) -> None:
    same(PAGE.replace("mailto:a@b.test", "/six"), **options)


def test_a_link_that_no_request_can_be_made_of_is_refused_as_by_scrapy() -> None:
    same(PAGE, css="a")


def test_arguments_may_be_given_by_their_places() -> None:
    same(PAGE, ["/one"], print, "HEAD")


def test_an_answer_that_is_no_text_is_left_to_scrapy() -> None:
    image = Response("http://h.test/i.png")
    assert [one.url for one in follow_all(image, ["/one"])] == ["http://h.test/one"]
    with pytest.raises(TypeError):
        list(follow_all(image, css="a"))


@given(st.lists(st.text(alphabet="ab/?&=-_.#;%20 é'()\n", max_size=10)))
def test_any_href_is_followed_as_by_scrapy(hrefs: list[str]) -> None:
    same("".join(f'<a href="{href}">x</a>' for href in hrefs), css="a")


class Followed(Spider):
    """Follows every link with Scrapy's function, or with ours."""

    name = "followed"
    ours = False
    made = 0

    def parse(self, response: Any) -> Iterator[Any]:
        yield {"url": response.url}
        follow = follow_all if self.ours else type(response).follow_all
        for request in follow(response, css="a", callback=self.parse):
            self.made += 1
            yield request
        yield from follow(response, ["/a0", "/a1#x"], dont_filter=False)


class FollowedByUs(Followed):
    """The same with ours."""

    ours = True


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    names = [f"/a{n}" for n in range(8)] + ["/a?q=1#part"]
    pages = {name.partition("?")[0]: linking(name, *names) for name in names}
    with little_site(dict(pages)) as served:
        yield served


@pytest.mark.parametrize("engine", ENGINES)
def test_a_crawl_finds_the_same_pages_and_counts_the_same(
    site: Site, engine: str
) -> None:
    start = [site.url("/a0")]
    theirs, ours = (
        run(spider, engine, start_urls=start) for spider in (Followed, FollowedByUs)
    )
    assert ours.sorted_items == theirs.sorted_items != []
    assert ours.stats == theirs.stats


def test_on_our_engine_a_known_link_becomes_no_request(site: Site) -> None:
    start = [site.url("/a0")]
    theirs = run(Followed, "fast", start_urls=start).crawler.spider.made
    assert run(FollowedByUs, "fast", start_urls=start).crawler.spider.made < theirs / 3


def test_without_the_filter_every_link_is_followed() -> None:
    response = HtmlResponse(URL, body=PAGE.replace("mailto:a@b.test", "/6").encode())
    asked = list(follow_all(response, css="a", dont_filter=True))
    assert all(isinstance(one, Request) and one.dont_filter for one in asked)
    assert len(asked) == 6
