"""What a spider asked before is known, also after a restart or a kill."""

from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.utils.test import get_crawler

from crawler.dupefilter import FrontierDupeFilter, begins
from crawler.errors import BadSetting

URL = "http://a.test/"
Make = Callable[[], FrontierDupeFilter]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made() -> FrontierDupeFilter:
        crawler = get_crawler(Spider)
        crawler._apply_settings()
        found = FrontierDupeFilter.from_crawler(crawler)
        found.keep_in(tmp_path)
        return found

    return made


def test_a_url_is_seen_at_its_second_sight(make: Make) -> None:
    known = make()
    assert [known.request_seen(Request(URL)) for _ in range(2)] == [False, True]
    known.close("finished")


def test_forms_are_told_apart_by_what_they_send_also_later(make: Make) -> None:
    first = make()
    sent = [Request(URL, method="POST", body=body) for body in ("a=1", "a=2")]
    assert [first.request_seen(form) for form in sent] == [False, False]
    first.close("finished")
    second = make()
    assert [second.request_seen(form) for form in sent] == [True, True]
    second.close("finished")


def test_half_a_key_that_a_kill_left_costs_only_itself(
    make: Make, tmp_path: Path
) -> None:
    (tmp_path / "requests.seen").write_bytes(b"x" * 11)
    form = Request(URL, method="POST")
    for seen in (False, True):
        known = make()
        assert known.request_seen(form) is seen
        known.close("finished")


def test_a_link_to_a_start_page_is_new_once(make: Make) -> None:
    known = make()
    assert not known.started(Request(URL))
    assert [known.is_first_link(Request(URL)) for _ in range(2)] == [True, False]
    assert not known.is_first_link(Request("http://a.test/other"))
    known.close("finished")


def test_a_start_page_is_begun_with_in_one_call_alone(make: Make) -> None:
    for started in (False, True):
        known = make()
        assert known.started(Request(URL)) is started
        known.close("finished")


def test_what_one_call_begins_with_twice_it_means_twice(make: Make) -> None:
    for started in (False, True):
        known = make()
        assert [known.started(Request(URL)) for _ in range(2)] == [started] * 2
        known.close("finished")


def test_a_login_is_sent_at_every_call(make: Make) -> None:
    known = make()
    login = Request(URL, method="POST", body="who=me")
    assert [known.started(login) for _ in range(2)] == [False, False]
    known.close("finished")


@pytest.mark.parametrize(
    ("meta", "is_start"),
    [
        ({"is_start_request": True}, True),
        ({"is_start_request": True, "retry_times": 1}, False),
        ({"is_start_request": True, "download_slot": "a.test"}, False),
        ({}, False),
    ],
)
def test_a_retry_of_a_start_page_is_no_start(
    meta: dict[str, object], is_start: bool
) -> None:
    assert begins(Request(URL, meta=meta)) is is_start


def test_beside_another_scheduler_it_says_that_it_cannot_work() -> None:
    crawler = get_crawler(Spider)
    crawler._apply_settings()
    alone = FrontierDupeFilter.from_crawler(crawler)
    with pytest.raises(BadSetting, match="set both or neither"):
        alone.request_seen(Request(URL))
