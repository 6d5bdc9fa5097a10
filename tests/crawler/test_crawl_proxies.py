"""A crawl through proxies: by which way its pages come, and who learns the password."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from crawls import requests, rows
from forward_proxy import PASSWORD, proxying
from jobs_of import job
from ports import free_port

from crawler.crawl import crawl
from crawler.sampleweb.serve import Background

HOST = "robots-404.test"
LANES = pytest.mark.parametrize(
    "lane", ["fast", pytest.param("scrapy", marks=pytest.mark.slow)]
)


def test_every_page_comes_through_the_proxy(web: Background, tmp_path: Path) -> None:
    before = len(requests(web, HOST))
    with proxying(web.resolve) as proxy:
        done = crawl(job(tmp_path, web, (HOST,), {"proxies": (proxy.url,)}))
    assert done.pages > 1
    assert len(proxy.asked) == len(requests(web, HOST)) - before
    assert proxy.refused == 0


@LANES
def test_no_byte_of_the_home_knows_the_password(
    web: Background, tmp_path: Path, capfd: pytest.CaptureFixture[str], lane: str
) -> None:
    with proxying(web.resolve) as proxy:
        asked = job(tmp_path, web, (HOST,), {"proxies": (proxy.url,)})
        crawl(msgspec.structs.replace(asked, lane=lane))
    assert proxy.asked
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
    assert PASSWORD not in "".join(capfd.readouterr())


@LANES
def test_a_dead_proxy_costs_no_page(web: Background, tmp_path: Path, lane: str) -> None:
    dead = f"http://user:{PASSWORD}@127.0.0.1:{free_port()}"
    with proxying(web.resolve) as proxy:
        hosts = (HOST, "rights.test", "robots-some.test")
        asked = job(tmp_path, web, hosts, {"proxies": (dead, proxy.url)})
        crawl(msgspec.structs.replace(asked, lane=lane))
    stored = rows(tmp_path, "SELECT DISTINCT host FROM pages WHERE status = 200")
    assert {host for (host,) in stored} == set(hosts)


@LANES
def test_what_waits_for_a_proxy_is_ready_when_that_is(
    web: Background, tmp_path: Path, lane: str
) -> None:
    dead = {"proxies": (f"http://127.0.0.1:{free_port()}",), "patience_s": 5.0}
    asked = job(tmp_path, web, (HOST,), dead)
    begun = datetime.now(UTC)
    done = crawl(msgspec.structs.replace(asked, lane=lane))
    assert (done.reason, done.deferred) == ("finished", 1)
    assert done.next_ready_at is not None
    assert (done.next_ready_at - begun).total_seconds() > 20
