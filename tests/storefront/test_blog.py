from datetime import UTC, datetime

import pytest

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
POST = "/blog/kettles-before-you-buy-00000001"


@pytest.fixture
def shop(works_shop):
    return works_shop


def test_posts_are_listed_the_newest_first(shop):
    text = shop.get("/blog").text
    assert 0 < text.index(POST) < text.index("/blog/what-fell-00000005")


def test_a_work_that_costs_money_is_no_post(shop):
    assert "Dear Report" not in shop.get("/blog").text
    assert shop.get("/blog/dear-report-00000002").status_code == 404


def test_a_post_can_be_read_to_its_end(shop):
    text = shop.get(POST).text
    assert "Paid words" in text
    assert 'href="#in-pick"' in text and 'id="in-pick"' in text
    assert "alert(1)" not in text
    assert '"@type":"BlogPosting"' in text


def test_an_older_title_leads_to_the_post_for_ever(shop):
    answer = shop.get("/de/blog/an-older-title-00000001")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/de{POST}")


@pytest.mark.parametrize(
    "path", ["/blog/x", "/blog/x-", "/blog?page=2", "/blog/-99999999"]
)
def test_a_post_that_is_not_there_is_404(shop, path):
    assert shop.get(path).status_code == 404


def test_the_list_names_its_feed(shop):
    assert 'type="application/atom+xml"' in shop.get("/blog").text


def test_an_empty_shop_says_when_posts_will_come(empty_shop):
    assert "There are no posts yet" in empty_shop.get("/blog").text
