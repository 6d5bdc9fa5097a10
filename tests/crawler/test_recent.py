from types import SimpleNamespace
from typing import Any

import pytest

from crawler.landing import follow
from crawler.owed import Found
from crawler.recent import Recent
from extract.linking.links import Links
from frontier.values import Kind, Lease


def links(*urls: str, rel: str = "") -> Links:
    count = len(urls)
    return Links(
        urls=list(urls),
        anchors=[""] * count,
        rels=[rel] * count,
        kinds=["other"] * count,
        networks=[None] * count,
    )


def page(depth: int) -> Lease:
    return Lease(
        id=1, url="http://a.test/", host="a.test", kind=Kind.PAGE, depth=depth, meta=b""
    )


@pytest.fixture
def run() -> Any:
    plan = SimpleNamespace(max_depth=2)
    return SimpleNamespace(
        frontier=SimpleNamespace(plan=plan), found=Found(), recent=Recent(), score=None
    )


def test_an_address_is_new_once() -> None:
    recent = Recent()
    assert recent.unmet(["a", "b"]) == [0, 1]
    assert recent.unmet(["b", "c", "a"]) == [1]


def test_what_was_met_long_ago_is_new_again() -> None:
    recent = Recent(most=2)
    for urls in (["a", "b"], ["c", "d"]):
        assert recent.unmet(urls) == [0, 1]
    assert recent.unmet(["c", "a", "b"]) == [1, 2]


def test_a_link_is_handed_on_once(run: Any) -> None:
    for _ in range(2):
        follow(run, page(depth=0), links("http://a.test/b", "http://a.test/c"))
    assert run.found.urls == ["http://a.test/b", "http://a.test/c"]
    assert run.found.depths == [1, 1]


def test_a_link_that_was_too_deep_is_handed_on_from_nearer(run: Any) -> None:
    for depth in (2, 1):
        follow(run, page(depth), links("http://a.test/b"))
    assert run.found.depths == [3, 2]


def test_a_link_that_may_not_be_followed_is_handed_on_where_it_may(run: Any) -> None:
    follow(run, page(depth=0), links("http://a.test/b", rel="nofollow"))
    follow(run, page(depth=0), links("http://a.test/b"))
    assert run.found.urls == ["http://a.test/b"]
