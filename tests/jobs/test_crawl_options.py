from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from crawler.campaign.model import Campaign
from crawler.campaign.seedsadded import added_path
from crawler.errors import BadCampaign
from crawler.settings import CrawlSettings
from jobs.cli.crawl_options import campaign_from, settings_from, with_options
from jobs.errors import NoSuchCampaign

FILE = """
seeds = ["http://a.test/"]
depth = 5
exclude = ["/cart"]
concurrency = 3
[politeness]
delay = "9s"
"""


@click.command()
@click.argument("targets", nargs=-1)
@with_options
@click.pass_context
def parsed(context: click.Context, targets: tuple[str, ...], **options: Any) -> None:
    context.obj.append((targets, options))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "shops.toml").write_text(FILE)
    return tmp_path


def options_of(*arguments: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    found: list[tuple[tuple[str, ...], dict[str, Any]]] = []
    done = CliRunner().invoke(parsed, arguments, obj=found, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return found[0]


def campaign(home: Path, *arguments: str) -> Campaign:
    return campaign_from(home, *options_of(*arguments))


@pytest.mark.parametrize("name", ["shops.toml", "shops"])
def test_a_campaign_is_found_by_its_name(home: Path, name: str) -> None:
    found = campaign(home, name)
    assert (found.name, found.depth, found.concurrency) == ("shops", 5, 3)


def test_options_go_over_the_campaign(home: Path) -> None:
    found = campaign(home, "shops", "--depth", "1", "--order", "depth", "--delay", "2")
    assert (found.depth, found.order, found.politeness.delay_s) == (1, "depth", 2.0)
    assert found.exclude == ("/cart",)


def test_the_call_goes_over_the_campaign_and_that_over_the_settings(home: Path) -> None:
    targets, options = options_of("shops", "--concurrency", "7", "--no-robots")
    home_settings = CrawlSettings(delay_s=1.0, concurrency=50, timeout_s=4.0)
    made = settings_from(campaign_from(home, targets, options), home_settings, options)
    assert (made.delay_s, made.concurrency, made.timeout_s) == (9.0, 7, 4.0)
    assert not made.obey_robots
    assert not made.allow_private


def test_never_is_never_whatever_the_campaign_renders(home: Path) -> None:
    path = home / "campaigns" / "app.toml"
    path.write_text('seeds = ["http://a.test/"]\n[render]\nalways = ["/app/"]')
    assert campaign(home, "app").render.always == ("/app/",)
    assert campaign(home, "app", "--js", "never").render.always == ()


def test_urls_make_a_campaign_of_their_own(home: Path) -> None:
    found = campaign(home, "http://b.test", "--max-bytes", "2GB", "--max-time", "5m")
    assert (found.name, found.seeds) == ("default", ("http://b.test/",))
    assert (found.max_bytes, found.max_time_s) == (2_000_000_000, 300.0)


def test_a_score_means_the_order_best(home: Path) -> None:
    found = campaign(home, "http://b.test", "--score", "-depth")
    assert (found.order, found.score) == ("best", "-depth")


def test_seeds_come_from_files_sitemaps_and_feeds_as_well(home: Path) -> None:
    (home / "urls.txt").write_text("http://c.test/")
    more = ("--sitemap", "http://d.test/s.xml", "--feed", "http://d.test/rss")
    found = campaign(home, "--seeds", str(home / "urls.txt"), *more)
    assert found.seed_files == (str(home / "urls.txt"),)
    assert found.seed_sitemaps + found.seed_feeds == (more[1], more[3])


def test_seeds_that_were_added_by_hand_are_crawled_too(home: Path) -> None:
    added_path(home, "shops").write_text("http://b.test/")
    assert campaign(home, "shops").seed_files == (str(added_path(home, "shops")),)


def test_a_campaign_without_seeds_of_its_own_may_get_some(home: Path) -> None:
    path = home / "campaigns" / "open.toml"
    path.write_text("depth = 1")
    with pytest.raises(BadCampaign, match=r"open\.toml:1:1: a campaign needs"):
        campaign(home, "open")
    assert campaign(home, "open", "--sitemap", "http://d.test/s.xml").depth == 1
    added_path(home, "open").write_text("http://b.test/")
    assert campaign(home, "open").depth == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("http://b.test", "--score", "kind +"), "crawl: score"),
        (("http://b.test", "--include", "("), "no regular expression"),
        (("http://b.test", "--score", "1", "--order", "depth"), 'order is "depth"'),
        (("gone.toml",), "there is no campaign file gone.toml"),
    ],
)
def test_an_option_that_cannot_be_is_refused_by_name(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BadCampaign) as refused:
        campaign(home, *arguments)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shpos", "has no campaign shpos; did you mean shops?"),
        ("b.test", "did you mean https://b.test ?"),
        ("begun", "campaign begun has no file; give the URLs again"),
        (__file__, "seeds in it are named by --seeds"),
    ],
)
def test_what_is_neither_url_nor_campaign_is_refused_with_advice(
    home: Path, name: str, said: str
) -> None:
    added_path(home, "begun").write_text("http://b.test/")
    with pytest.raises(NoSuchCampaign) as refused:
        campaign(home, name)
    assert said in str(refused.value)


def test_a_size_that_is_none_is_wrong_use() -> None:
    done = CliRunner().invoke(parsed, ["http://b.test", "--max-bytes", "much"], obj=[])
    assert (done.exit_code, "such as 500 MB or 2 GB" in done.output) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("shops", "http://b.test/")])
def test_a_call_that_means_no_campaign_is_wrong_use(
    home: Path, arguments: tuple[str, ...]
) -> None:
    with pytest.raises(click.UsageError):
        campaign(home, *arguments)
