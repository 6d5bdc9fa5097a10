from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.campaign.amounts import seconds_of
from crawler.campaign.budget import Budget
from crawler.campaign.file import make_campaign, read_campaign
from crawler.campaign.model import Campaign, Render
from crawler.campaign.renderer import Renderer
from crawler.campaign.settings import settings_of
from crawler.errors import BadCampaign, CrawlError
from crawler.plan import plan_of
from crawler.settings import CrawlSettings
from frontier.plan import Budgets


def test_a_campaign_file_is_named_by_itself_or_its_file(tmp_path: Path) -> None:
    path = tmp_path / "shops.toml"
    path.write_text('seeds = ["HTTP://Shop.test#top"]\ndepth = 2')
    campaign = read_campaign(path)
    assert (campaign.name, campaign.depth) == ("shops", 2)
    assert campaign.seeds == ("http://shop.test/",)


SEEDED = 'seeds = ["http://a.test"]\n'
ACTION = SEEDED + "[[render.actions]]\n"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("seeds = []", "1:9", "needs at least one seed"),
        ('depth = 1\nseeds = [\n  "shop"]', "3:3", "seed 'shop' is no URL"),
        (SEEDED + "depht = 2", "2:1", "unknown key 'depht'; did you mean 'depth'"),
        (SEEDED + "delay = 2", "2:1", "did you mean 'politeness.delay'"),
        (SEEDED + "[render]\nalwais = []", "3:1", "'render.alwais'; did you mean"),
        (SEEDED + "xyzzy = 1", "2:1", "there are: concurrency"),
        (SEEDED + "depth = -1", "2:9", "depth = -1: expected a whole number from 0"),
        (SEEDED + "depth = true", "2:9", "depth = true: expected a whole number"),
        (SEEDED + 'scope = "web"', "2:9", '"host", "domain" or "any". Which links'),
        (SEEDED + 'exclude = ["a",\n"("]', "3:1", "no regular expression"),
        (SEEDED + '[render]\nnever = ["["]', "3:10", "render.never '['"),
        (SEEDED + 'name = "robots"', "2:8", "cannot be named 'robots'"),
        (SEEDED + 'name = "No Name"', "2:8", "small letters, digits"),
        (SEEDED + "seeds.x = 1", "2:1", "is no TOML"),
        ("seeds = [1,\n,]", "2:1", "is no TOML"),
        ("seeds = [1,", "1:1", "is no TOML"),
        ('seeds = ["http://a.test", 5]', "1:27", "seeds[1] = 5: expected a text. Addr"),
        (SEEDED + 'max_bytes = "2 cups"', "2:13", "such as 500 MB"),
        (SEEDED + '[politeness]\ndelay = "soon"', "3:9", "such as 90s"),
        (SEEDED + "politeness = 3", "2:14", "write it as [politeness]"),
        (SEEDED + 'order = "best"\nscore = "kind +"', "3:9", "is no expression"),
        (SEEDED + 'score = "depth"', "2:9", 'order is "breadth"'),
        (SEEDED + 'schedule = "now"', "2:12", "expected such as: every 6h"),
        (SEEDED + 'seed_feeds = ["x"]', "2:15", "seed_feeds 'x' is no URL"),
        (SEEDED + '[render]\nhosts = ["//x.test/"]', "3:10", "is no host; expected"),
        (ACTION + 'match = "("\nsteps = [{scroll = 1}]', "3:9", "no regular expr"),
        (ACTION + "steps = [{scroll = 0}]", "3:20", "from 1 to 100"),
        (ACTION + 'steps = [{wait = "soon"}]', "3:18", "such as 90s"),
        (ACTION + "steps = [{wait = 61}]", "3:18", "seconds from 0 to 60"),
        (ACTION + "steps = [{scrol = 1}]", "3:11", "did you mean 'scroll'"),
        (ACTION + 'steps = [{click = "a", scroll = 1}]', "3:10", "says one of"),
        (ACTION + "steps = [{}]", "3:10", "click, scroll, wait, wait_for"),
        (ACTION + 'steps = ["a"]', "3:10", "is a list of tables"),
        (ACTION + "steps = 1", "3:9", "expected a list of tables"),
        (ACTION + 'match = "x"', "2:3", "an action needs steps"),
        (ACTION + "stepps = []", "3:1", "did you mean 'steps'"),
        (SEEDED + '[render]\nactions = "x"', "3:11", "expected a list of tables"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, text: str, place: str, said: str
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(BadCampaign) as refused:
        read_campaign(path)
    assert str(refused.value).startswith(f"{path}:{place}: ")
    assert said in str(refused.value)


def test_options_that_make_no_campaign_are_refused_by_name() -> None:
    with pytest.raises(BadCampaign, match=r"^crawl: depth = -1: expected"):
        make_campaign({"name": "c", "seeds": ["http://a.test"], "depth": -1}, "crawl")


def test_a_file_that_leaves_seeds_open_can_be_read_for_its_other_words(
    tmp_path: Path,
) -> None:
    (tmp_path / "open.toml").write_text("depth = 3")
    assert read_campaign(tmp_path / "open.toml", seeded=False).depth == 3


def test_amounts_may_have_units() -> None:
    found = campaign(
        max_bytes="1.5 GB", max_time="1h30m", politeness={"delay": "2s"}, patience=5
    )
    assert (found.max_bytes, found.max_time_s) == (1_500_000_000, 5400.0)
    assert (found.politeness.delay_s, found.patience_s) == (2.0, 5.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("200ms", 0.2), ("5m", 300.0), ("1d12h", 129_600.0), ("1 h 30 m", 5400.0)],
)
def test_a_duration_is_read(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


def test_files_of_seeds_are_found_beside_the_campaign(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('seed_files = ["urls.txt", "/far/more.csv"]')
    found = read_campaign(tmp_path / "c.toml").seed_files
    assert found == (str(tmp_path / "urls.txt"), "/far/more.csv")


@given(st.text(alphabet="seds=[]{}\"'\n #.,1-:hxyt\\", max_size=60))
def test_no_text_ends_in_anything_but_a_campaign_or_a_refusal(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.toml"
        path.write_text(text)
        with suppress(BadCampaign):
            assert read_campaign(path).name == "any"


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


def test_the_campaign_goes_before_the_settings() -> None:
    said = campaign(
        user_agent="shopbot",
        concurrency=3,
        politeness={"delay": 9},
        render={"js": "never"},
    )
    settings = settings_of(said, CrawlSettings(delay_s=1.0, timeout_s=7.0))
    assert (settings.user_agent, settings.concurrency) == ("shopbot", 3)
    assert (settings.delay_s, settings.js, settings.timeout_s) == (9.0, "never", 7.0)


def test_a_browser_is_at_hand_where_a_pattern_wants_one() -> None:
    said = campaign(render={"js": "never", "always": ["/app/"]})
    assert settings_of(said, CrawlSettings()).js == "auto"
    assert Renderer(said.render, "auto").rule("http://www.shop.test/") == "never"


def test_seeds_and_sitemaps_belong_whatever_is_to_be_included() -> None:
    scope = plan_of(campaign(include=["/p/"]), CrawlSettings()).scope
    assert scope.single("http://www.shop.test/")
    assert scope.single("http://www.shop.test/sitemap-1.xml.gz")
    assert scope.single("http://www.shop.test/p/1")
    assert not scope.single("http://www.shop.test/about")


def test_budgets_of_hosts_are_the_frontiers_to_keep() -> None:
    said = campaign(total_pages=9, pages_per_host=3, pages_per_domain=4)
    assert plan_of(said, CrawlSettings()).budgets == Budgets(crawl=9, host=3, domain=4)


@pytest.mark.parametrize(
    ("pages", "size", "now", "spent"),
    [
        (4, 99, 10.9, ""),
        (5, 0, 0, "max_pages"),
        (0, 100, 0, "max_bytes"),
        (0, 0, 11.0, "max_time"),
    ],
)
def test_a_call_ends_when_a_budget_is_spent(
    pages: int, size: int, now: float, spent: str
) -> None:
    said = campaign(max_pages=5, max_bytes=100, max_time=10)
    assert Budget(said, began_at=1.0).spent(pages, size, now) == spent
    assert Budget(said, began_at=1.0).pages_left(4) == 1


def test_a_page_fetches_from_its_domain_and_from_named_hosts() -> None:
    rules = Renderer(Render(hosts=("CDN.parts.test", "*.edge.test")), "auto")
    for name in ("www.shop.test", "a.b.shop.test", "cdn.parts.test", "x.edge.test"):
        assert rules.lends(name, "www.shop.test")
    for name in ("shop.example", "www.parts.test", "edge.test", "127.0.0.1"):
        assert not rules.lends(name, "www.shop.test")


def test_the_steps_of_all_actions_that_match_are_taken_in_order() -> None:
    actions = [
        {"match": "/p/", "steps": [{"wait": "500ms"}, {"click": "#more"}]},
        {"match": "/q/", "steps": [{"wait_for": ".price"}]},
        {"steps": [{"scroll": 3}]},
    ]
    rules = Renderer(campaign(render={"actions": actions}).render, "auto")
    said = [step.said() for step in rules.steps("http://www.shop.test/p/1")]
    assert said == [{"wait": 0.5}, {"click": "#more"}, {"scroll": 3}]


def test_what_a_browser_renders_is_told_by_patterns_first() -> None:
    render = Render(always=("/app/",), never=("/app/help",))
    rules = Renderer(render, "auto")
    urls = ("http://a.test/app/x", "http://a.test/app/help", "http://a.test/")
    assert [rules.rule(url) for url in urls] == ["always", "never", "auto"]
    assert not Renderer(Render(js="never"), "always").may_render


def test_robots_txt_is_ignored_only_when_that_is_asked_for() -> None:
    assert plan_of(campaign(), CrawlSettings(obey_robots=False)).robots is None


def test_a_name_that_no_robots_txt_can_hold_is_refused() -> None:
    with pytest.raises(CrawlError, match=r"crawl\.user_agent"):
        plan_of(campaign(), CrawlSettings(user_agent="(crawler)"))
