from pathlib import Path

import pytest

from crawler.campaign import Campaign, make_campaign, read_campaign
from crawler.errors import BadCampaign, CrawlError
from crawler.plan import plan_of
from crawler.settings import CrawlSettings


def test_a_campaign_file_is_named_by_itself_or_its_file(tmp_path: Path) -> None:
    path = tmp_path / "shops.toml"
    path.write_text('seeds = ["HTTP://Shop.test#top"]\ndepth = 2')
    campaign = read_campaign(path)
    assert (campaign.name, campaign.depth) == ("shops", 2)
    assert campaign.seeds == ("http://shop.test/",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("seeds = []", "needs at least one seed"),
        ('seeds = ["shop"]', "seed 'shop' is no URL"),
        ('seeds = ["http://a.test"]\ndepht = 2', "unknown field `depht`"),
        ('seeds = ["http://a.test"]\ndepth = -1', ">= 0"),
        ('seeds = ["http://a.test"]\nscope = "web"', "scope"),
        ('seeds = ["http://a.test"]\nexclude = ["("]', "no regular expression"),
        ('name = "robots"\nseeds = ["http://a.test"]', "cannot be named 'robots'"),
        ('name = "No Name"\nseeds = ["http://a.test"]', "name"),
        ("seeds = [1,\n,]", "line 2"),
    ],
)
def test_a_wrong_campaign_is_refused_by_name(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(BadCampaign, match=said) as refused:
        read_campaign(path)
    assert "wrong.toml" in str(refused.value)


def test_a_missing_campaign_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCampaign, match="no campaign file"):
        read_campaign(tmp_path / "gone.toml")


def campaign(**extra: object) -> Campaign:
    table = {"name": "c", "seeds": ["http://www.shop.test/"], **extra}
    return make_campaign(table, "test")


@pytest.mark.parametrize(
    ("scope", "url", "belongs"),
    [
        ("host", "http://www.shop.test/x", True),
        ("host", "http://blog.shop.test/x", False),
        ("domain", "http://blog.shop.test/x", True),
        ("domain", "http://other.test/x", False),
        ("any", "http://other.test/x", True),
    ],
)
def test_the_scope_decides_which_links_belong(
    scope: str, url: str, *, belongs: bool
) -> None:
    plan = plan_of(campaign(scope=scope), CrawlSettings())
    assert plan.scope.single(url) is belongs


def test_excluded_addresses_do_not_belong() -> None:
    scope = plan_of(campaign(exclude=[r"[?&]sort="]), CrawlSettings()).scope
    assert scope.single("http://www.shop.test/list?page=2")
    assert not scope.single("http://www.shop.test/list?sort=price")


def test_the_plan_is_as_polite_as_the_settings() -> None:
    settings = CrawlSettings(delay_s=3.0, max_delay_s=1e9, user_agent="shopbot/2.1")
    plan = plan_of(campaign(depth=4), settings)
    assert plan.politeness.delay_s == 3.0
    assert plan.politeness.max_crawl_delay_s == 86_400.0
    assert plan.robots and plan.robots.name == "shopbot"
    assert plan.max_depth == 4


def test_robots_txt_is_ignored_only_when_that_is_asked_for() -> None:
    assert plan_of(campaign(), CrawlSettings(obey_robots=False)).robots is None


def test_a_name_that_no_robots_txt_can_hold_is_refused() -> None:
    with pytest.raises(CrawlError, match=r"crawl\.user_agent"):
        plan_of(campaign(), CrawlSettings(user_agent="(crawler)"))
