"""A crawl on our engine that cannot begin tells why, and nothing beside it."""

import logging
from typing import Any, ClassVar

import pytest
from scrapy import Spider
from scrapy.core.scheduler import Scheduler
from scrapy.exceptions import CloseSpider
from spider_runs import run


class Idle(Spider):
    """Asks for nothing."""

    name = "idle"


class NoStart(Idle):
    def start(self) -> Any:
        raise OSError("refused")


class Unmade(Scheduler):
    @classmethod
    def from_crawler(cls, crawler: Any) -> Any:
        raise OSError("refused")


class Taken(Scheduler):
    def open(self, spider: Spider) -> None:
        raise OSError("refused")


class Unwilling(Scheduler):
    def open(self, spider: Spider) -> None:
        raise CloseSpider("unwilling")


class HalfOpen:
    """Holds a folder from the moment that it is made."""

    released: ClassVar[list[str]] = []

    def open_spider(self) -> None:
        raise OSError("refused")

    def process_item(self, item: Any) -> Any:
        return item

    def close_spider(self) -> None:
        self.released.append("folder")
        raise AttributeError("what never opened")


REFUSALS: list[tuple[type[Spider], dict[str, Any]]] = [
    (NoStart, {}),
    (Idle, {"SCHEDULER": Unmade}),
    (Idle, {"SCHEDULER": Taken}),
    (Idle, {"ITEM_PIPELINES": {HalfOpen: 1}}),
]


@pytest.mark.parametrize(("spider", "settings"), REFUSALS)
def test_why_a_crawl_did_not_begin_is_all_that_is_told(
    spider: type[Spider], settings: dict[str, Any], caplog: Any
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(OSError, match="refused"):
        run(spider, "fast", settings)
    assert [one for one in caplog.records if one.levelno > logging.INFO] == []
    assert not any(one.exc_info for one in caplog.records)


def test_a_scheduler_may_refuse_in_one_line(caplog: Any) -> None:
    with caplog.at_level(logging.INFO):
        run(Idle, "fast", {"SCHEDULER": Unwilling})
    assert [one for one in caplog.records if one.levelno > logging.INFO] == []
    assert "Closing spider (unwilling)" in caplog.messages


def test_what_did_not_open_is_closed_all_the_same() -> None:
    HalfOpen.released.clear()
    with pytest.raises(OSError, match="refused"):
        run(Idle, "fast", {"ITEM_PIPELINES": {HalfOpen: 1}})
    assert HalfOpen.released == ["folder"]


def test_what_opened_well_and_closes_badly_is_told(caplog: Any) -> None:
    class Leaky(Scheduler):
        def close(self, reason: str) -> None:
            raise OSError("disk")

    run(Idle, "fast", {"SCHEDULER": Leaky})
    assert "Scheduler close failure" in caplog.messages
