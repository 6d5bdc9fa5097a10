import os
import subprocess
import sys

import pytest

from crawler.sampleweb.page import Page, Response
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.shop import SHOPS
from crawler.sampleweb.web import SampleWeb

SHOP_HOSTS = tuple(shop.host for shop in SHOPS)
DIGEST = """
from hashlib import blake2b
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb
web = SampleWeb(WebSettings(seed=3, day=2))
digest = blake2b()
for truth in web.manifest():
    page = web.page(truth.host, truth.path)
    digest.update(repr((truth, page.response)).encode())
print(digest.hexdigest())
"""


def pages_of(day: int, only: tuple[str, ...] = SHOP_HOSTS) -> dict[str, Page]:
    web = SampleWeb(WebSettings(day=day, only=only))
    return {truth.url: web.page(truth.host, truth.path) for truth in web.manifest()}


def digest_under(hash_seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    ran = subprocess.run(
        [sys.executable, "-c", DIGEST], env=environment, capture_output=True, check=True
    )
    return ran.stdout.decode().strip()


def products(pages: dict[str, Page]) -> dict[str, Page]:
    return {url: page for url, page in pages.items() if page.truth.product}


@pytest.fixture(scope="module")
def first_day() -> dict[str, Page]:
    return products(pages_of(0))


@pytest.fixture(scope="module")
def second_day() -> dict[str, Page]:
    return products(pages_of(1))


def test_the_same_seed_and_day_give_the_same_bytes_in_every_process() -> None:
    assert digest_under("1") == digest_under("2")


def test_another_seed_gives_another_web() -> None:
    one = SampleWeb(WebSettings(seed=1)).page("hearthlane.test", "/")
    other = SampleWeb(WebSettings(seed=2)).page("hearthlane.test", "/")
    assert one.response != other.response


def test_a_page_does_not_depend_on_the_pages_made_before_it() -> None:
    web, fresh = SampleWeb(WebSettings()), SampleWeb(WebSettings())
    web.build()
    path = fresh.paths("werkgarten.test")[-40]
    assert web.page("werkgarten.test", path) == fresh.page("werkgarten.test", path)


def test_some_prices_and_stocks_move_over_a_day(first_day, second_day) -> None:
    both = first_day.keys() & second_day.keys()
    moved = [
        url
        for url in both
        if first_day[url].truth.product != second_day[url].truth.product
    ]
    assert 0.10 < len(moved) / len(both) < 0.15


def test_most_product_pages_keep_their_bytes_over_a_day(first_day, second_day) -> None:
    both = first_day.keys() & second_day.keys()
    same = [url for url in both if first_day[url].response == second_day[url].response]
    assert len(same) / len(both) > 0.85


def test_a_page_changes_only_where_its_product_does(first_day, second_day) -> None:
    both = first_day.keys() & second_day.keys()
    unlike = {
        url for url in both if first_day[url].response != second_day[url].response
    }
    moved = {
        url
        for url in both
        if first_day[url].truth.product != second_day[url].truth.product
    }
    assert unlike == moved


def test_a_few_products_appear_and_a_few_are_gone(first_day, second_day) -> None:
    assert len(second_day.keys() - first_day.keys()) == 5
    gone = SampleWeb(WebSettings(day=1))
    lost = [truth.host for truth in gone.manifest() if truth.status == 410]
    assert lost.count("hearthlane.test") == 1


def test_blogs_forum_and_news_stay_the_same() -> None:
    hosts = ("slowcuppa.test", "threadmill.test", "daybreakpost.test")
    before, after = pages_of(0, hosts), pages_of(9, hosts)
    assert before == after


def body(response: Response) -> bytes:
    return response.steps[0].data.partition(b"\r\n\r\n")[2]


def test_a_page_has_another_etag_when_it_changed_and_only_then() -> None:
    webs = [SampleWeb(WebSettings(day=day)) for day in (0, 9)]
    paths = webs[0].paths("hearthlane.test")[60:90]
    before, after = (
        [web.page("hearthlane.test", path).response for path in paths] for web in webs
    )
    same = [body(b) == body(a) for b, a in zip(before, after, strict=True)]
    assert all(one.etag for one in before)
    assert [b.etag == a.etag for b, a in zip(before, after, strict=True)] == same
    assert True in same and False in same
