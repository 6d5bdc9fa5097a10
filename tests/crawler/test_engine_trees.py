"""The tree of a page goes with the page; whoever asks again gets another one."""

import gc
import weakref
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from little_site import Site, linking, little_site
from scrapy import Spider
from spider_runs import run


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with little_site({"/0": linking("page 0")}) as served:
        yield served


class Keeps(Spider):
    """Keeps a page, and looks at its tree from afar."""

    name = "keeps"
    kept: ClassVar[list[Any]] = []
    trees: ClassVar[list[Any]] = []

    def parse(self, response: Any) -> Iterator[Any]:
        self.kept.append(response)
        self.trees.append(weakref.ref(response.selector))
        yield {"title": response.css("title::text").get()}


def test_a_tree_waits_for_no_collector(site: Site) -> None:
    gc.disable()
    try:
        ran = run(Keeps, "fast", {}, start_urls=[site.url("/0")])
        assert Keeps.trees[-1]() is None
    finally:
        gc.enable()
    title = Keeps.kept[-1].css("title::text").get()
    assert [{"title": title}] == ran.items
