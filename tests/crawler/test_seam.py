from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
from scrapy.spidermiddlewares.depth import DepthMiddleware
from scrapy.spidermiddlewares.urllength import UrlLengthMiddleware

from crawler import seam
from crawler.errors import SeamMismatch


class Slot:
    def __init__(self) -> None:
        self.removed: list[Request] = []
        self.closing = None

    def remove_request(self, request: Request) -> None:
        self.removed.append(request)


class NamedOtherwise:
    def remove_request(self, asked: Request) -> None:
        """Stand where Scrapy's slot would."""


class Rewriting(BaseSpiderMiddleware):
    def process_spider_output(self, *given: Any, **named: Any) -> Any:
        return ()


def test_the_installed_scrapy_is_the_one_we_know() -> None:
    assert seam.mismatch() == ""


def test_a_method_with_other_arguments_is_named() -> None:
    wanted = ((Crawler, "_create_engine", ("self", "speed")),)
    assert seam.changed(wanted) == "Crawler._create_engine takes (self)"


def test_a_method_that_is_gone_is_named() -> None:
    assert seam.changed(((Crawler, "_make", ()),)) == "Crawler._make is gone"


def test_a_settled_request_is_told_of_after_it_was_removed() -> None:
    slot, told = Slot(), []
    seam.tell_finished(
        SimpleNamespace(_slot=slot), lambda r: told.append((r, len(slot.removed)))
    )
    request = Request("http://a.test/")
    slot.remove_request(request)
    assert told == [(request, 1)]


@pytest.mark.parametrize("slot", [None, NamedOtherwise()])
def test_without_the_ack_hook_a_crawl_does_not_start(slot: object) -> None:
    with pytest.raises(SeamMismatch, match="install scrapy"):
        seam.tell_finished(SimpleNamespace(_slot=slot), print)


def test_a_crawler_gets_the_engine_that_was_made_for_it() -> None:
    crawler = Crawler(Spider)
    seam.install(crawler, lambda given, _: ("engine of", given))
    assert crawler._create_engine() == ("engine of", crawler)


def test_only_who_listens_is_asked() -> None:
    crawler, signal = Crawler(Spider), object()
    slot = Slot()
    crawler.signals.connect(slot.remove_request, signal)
    assert seam.receivers(crawler, signal) == [slot.remove_request]
    assert seam.receivers(Crawler(Spider), signal) == []


def test_a_receiver_that_is_gone_is_not_asked() -> None:
    crawler, signal = Crawler(Spider), object()
    slot = Slot()
    crawler.signals.connect(slot.remove_request, signal)
    del slot
    assert seam.receivers(crawler, signal) == []


def test_a_middleware_with_output_of_its_own_is_no_plain_step() -> None:
    crawler = Crawler(Spider)
    length = UrlLengthMiddleware(10)
    assert seam.step_of(length) == length.get_processed_request
    assert seam.step_of(Rewriting(crawler)) is None
    assert seam.step_of(object()) is None


def test_depth_is_a_plain_step_with_a_word_before() -> None:
    depth = DepthMiddleware(0, Crawler(Spider).addons)  # type: ignore[arg-type]
    assert seam.step_of(depth) == depth.get_processed_request
    assert seam.before_output(depth) == depth._init_depth
    assert seam.before_output(object()) is None
