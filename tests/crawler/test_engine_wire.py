import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from little_site import Reply, Site, linking, little_site
from scrapy import Request, Spider, signals
from scrapy.http import Response
from scrapy.settings import Settings
from spider_runs import run

from crawler import errors
from crawler.engine.overwire import HANDLER, _in_scrapys_words, _proxy_of, use_wire


class Reads(Spider):
    """Says what came of each address."""

    name = "reads"
    handle_httpstatus_list = (404,)

    def parse(self, response: Response) -> Iterator[Any]:
        yield {
            "type": type(response).__name__,
            "url": response.url,
            "status": response.status,
            "body": response.body,
            "flags": response.flags,
            "latency": response.meta["download_latency"] >= 0,
            "ip": str(response.ip_address),
        }


WIRE = {"DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER, "ftp": None}}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    def packed(headers: dict[str, str]) -> Reply:
        return Reply(headers.get("Accept-Encoding", "none"))

    small = gzip.compress(b"<html>unpacked</html>")
    zipped = Reply(small, headers={"Content-Encoding": "gzip"})
    pages = {"/": linking("home"), "/asked": packed, "/zipped": zipped}
    with little_site(pages) as served:
        yield served


def reads(site: Site, path: str, **settings: Any) -> list[Any]:
    return run(Reads, "fast", WIRE | settings, start_urls=[site.url(path)]).items


def test_an_answer_is_what_scrapys_handlers_make_of_it(site: Site) -> None:
    (item,) = reads(site, "/")
    assert item["type"] == "HtmlResponse"
    assert item["body"].decode() == linking("home").body
    assert (item["ip"], item["flags"], item["latency"]) == ("127.0.0.1", [], True)


def test_an_answer_is_called_as_the_server_was_asked(site: Site) -> None:
    (item,) = reads(site, "/#top")
    assert item["url"] == site.url("/")


def test_a_missing_page_is_an_answer(site: Site) -> None:
    assert [item["status"] for item in reads(site, "/missing")] == [404]


def test_the_middlewares_say_what_is_accepted(site: Site) -> None:
    (item,) = reads(site, "/asked")
    assert item["body"] == b"gzip, deflate, br, zstd"


def test_a_packed_page_is_unpacked_once_and_counted(site: Site) -> None:
    ran = run(Reads, "fast", WIRE, start_urls=[site.url("/zipped")])
    assert [item["body"] for item in ran.items] == [b"<html>unpacked</html>"]
    assert ran.stats["httpcompression/response_count"] == 1


def test_a_page_longer_than_the_limit_is_none(site: Site) -> None:
    assert reads(site, "/", DOWNLOAD_MAXSIZE=20) == []


def test_private_addresses_can_be_refused(site: Site) -> None:
    asked = len(site.asked)
    refusing = {**WIRE, "HARVESTMAN_ALLOW_PRIVATE": False}
    ran = run(Reads, "fast", refusing, start_urls=[site.url("/")])
    assert (ran.items, ran.stats["wire/private"]) == ([], 1)
    assert len(site.asked) == asked


def test_who_listens_to_a_body_gets_it_in_pieces(site: Site) -> None:
    heard: list[bytes] = []

    class Listens(Reads):
        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **named: Any) -> Any:
            crawler.signals.connect(cls.hear, signals.bytes_received)
            return super().from_crawler(crawler, *args, **named)

        @staticmethod
        def hear(data: bytes) -> None:
            heard.append(data)

    run(Listens, "fast", WIRE, start_urls=[site.url("/")])
    assert b"".join(heard).decode() == linking("home").body


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (errors.DnsFailed("x"), "CannotResolveHostError"),
        (errors.ConnectFailed("x"), "DownloadConnectionRefusedError"),
        (errors.TimedOut("x"), "DownloadTimeoutError"),
        (errors.HeaderFlood("x"), "DownloadFailedError"),
        (errors.Disconnected("x"), "DownloadFailedError"),
        (errors.AddressRefused("x"), "IgnoreRequest"),
    ],
)
def test_errors_are_those_that_scrapys_retries_know(
    error: errors.WireError, name: str
) -> None:
    said = _in_scrapys_words(error, Request("http://a.test/"))
    assert type(said).__name__ == name


@pytest.mark.parametrize(
    ("proxy", "permit", "told"),
    [
        (None, None, ""),
        ("http://p.test:1", None, "http://p.test:1"),
        ("p.test:1", b"Basic dTpwOi8=", "http://u:p%3A%2F@p.test:1"),
        ("http://p.test:1", b"Bearer x", None),
        ("socks5://p.test:1", None, None),
    ],
)
def test_a_proxy_is_told_its_credentials(
    proxy: str | None, permit: bytes | None, told: str | None
) -> None:
    request = Request("http://a.test/", meta={"proxy": proxy})
    if permit:
        request.headers["Proxy-Authorization"] = permit
    assert _proxy_of(request) == told


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, ""),
        ({"HARVESTMAN_WIRE": "scrapy"}, "the settings ask for Scrapy's"),
        ({"DOWNLOAD_BIND_ADDRESS": "127.0.0.1"}, "DOWNLOAD_BIND_ADDRESS is set"),
        ({"COMPRESSION_ENABLED": False}, "COMPRESSION_ENABLED is off"),
        ({"DOWNLOAD_HANDLERS": {"http": "a.B"}}, "DOWNLOAD_HANDLERS names one"),
    ],
)
def test_the_wire_stands_back_where_it_must(said: dict[str, Any], reason: str) -> None:
    settings = Settings(said)
    assert use_wire(settings) == reason
    assert (settings["DOWNLOAD_HANDLERS"].get("http") == HANDLER) == (not reason)
