"""The campaigns that `init` can write are valid, and do what they are for."""

import tomllib
from pathlib import Path

import pytest
from cli_calls import Say, answer
from shops import Shops, gtin, product, serving

from crawler.campaign.file import make_campaign, read_campaign
from crawler.campaign.settings import settings_of
from crawler.crawl import crawl
from crawler.job import Job
from crawler.settings import CrawlSettings
from extract.linking.links import links
from extract.page import Page
from extract.programmes.programme import programmes
from extract.statements.structured import graph
from jobs.templates import TEMPLATES

OFFERS = Path(__file__).parents[1] / "extract" / "programme_pages"
PLENTY = "<p>Pots for every kitchen, made by hand since 1912.</p>" * 8
# Saved pages whose links all lead to their own host: a test asks nobody else.
FOOTERS = {
    "pots.test": ("/our-partners-pay", "Affiliates", "per-lead"),
    "toepfe.test": ("/verdienen", "Partnerprogramm", "german-prose"),
    "ollas.test": ("/gana", "Programa de afiliados", "spanish"),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def shop(host: str) -> dict[str, str]:
    """Return a shop of many products, whose footer names its programme."""
    path, anchor, saved = FOOTERS[host]
    goods = [f"/p/{number}-pot" for number in range(30)]
    footer = f'<footer><a href="{path}">{anchor}</a></footer>'
    shelf = "".join(f'<a href="{one}">A pot</a>' for one in goods)
    pages = {one: product(one, gtin(at), 900) for at, one in enumerate(goods)}
    pages["/"] = f"<title>Pots</title><body>{PLENTY}{shelf}{footer}"
    pages[path] = (OFFERS / saved / "page.html").read_text()
    return pages


def crawled(home: Path, shops: Shops) -> list[str]:
    table = tomllib.loads(TEMPLATES["programmes"])
    table |= {"seeds": [shops.url("directory.test", "/")], "pages_per_domain": 3}
    table |= {"politeness": {"delay": 0.01}, "render": {"js": "never"}}
    campaign = make_campaign(table, "test")
    plain = CrawlSettings(resolve=shops.resolve, allow_private=True, patience_s=1.0)
    settings = settings_of(campaign, plain)
    crawl(Job(home=home, campaign=campaign, settings=settings))
    return [one for one in shops.asked if not one.endswith("/robots.txt")]


def test_the_template_finds_programmes_among_many_products(tmp_path: Path) -> None:
    pages = {host: shop(host) for host in FOOTERS}
    pages["directory.test"] = {}
    with serving(pages) as shops:
        doors = [f'<a href="{shops.url(host, "/")}">{host}</a>' for host in FOOTERS]
        pages["directory.test"]["/"] = f"<title>Shops</title>{PLENTY}{''.join(doors)}"
        asked = crawled(tmp_path, shops)
    for host, (path, _, _) in FOOTERS.items():
        assert asked.index(f"{host}{path}") < asked.index(f"{host}/p/0-pot")
        page = Page(f"http://{host}{path}", pages[host][path])
        assert programmes(page, graph(page), links(page))


def test_a_host_gives_no_more_than_its_share(tmp_path: Path) -> None:
    pages = {"directory.test": shop("pots.test")}
    with serving(pages) as shops:
        asked = crawled(tmp_path, shops)
    assert len([one for one in asked if "/p/" in one]) < 3


@pytest.mark.parametrize("name", TEMPLATES)
def test_init_writes_a_valid_campaign_of_the_template(
    say: Say, home: Path, name: str
) -> None:
    written = answer(say("init", "--template", name, "--json"))["written"]
    assert read_campaign(home / "campaigns" / f"{name}.toml").name == name
    assert len(written) == 2


def test_a_template_that_is_not_there_is_named(say: Say) -> None:
    code, _, complaint = say("init", "--template", "gold")
    assert code == 2
    assert "programmes" in complaint


def test_a_page_is_shown_with_its_programme(say: Say) -> None:
    saved = str(OFFERS / "per-lead" / "page.html")
    code, shown, _ = say("page", saved, "--url", "https://quotehive.test/partners/")
    assert code == 0
    assert "QuoteHive" in shown
    assert "per lead" in shown
