"""A home in which everything has happened to a few shops, one page of them a secret."""

from pathlib import Path

from shops import Shops, gtin, listing, product

from crawler.campaign.model import Campaign
from crawler.campaign.seedfile import Chunk
from crawler.campaign.seedlist import add_seeds
from crawler.campaign.seedsadded import added_path
from crawler.crawl import crawl
from crawler.job import Crawled, Job
from crawler.settings import CrawlSettings
from frontier.values import Kind
from jobs.business import business
from jobs.graph import GRAPH, steps_of
from jobs.settings import Settings
from lake.settings import LakeSettings

CANARY = "zebrafinch77"
LINKED = "quokkabird88"
HOSTS = ("a.test", "b.test", "c.test")
SECRET = f"/secret/{CANARY}-pot"
COPY = f"/copy/{CANARY}"
KNOWN = f"/known/{LINKED}"
# What a home forgets is the same in one process, which need not be started.
SETTINGS = Settings(lake=LakeSettings(processes=1))


def pages() -> dict[str, dict[str, str]]:
    """Return what the shops show: each product in all of them, a secret in one."""
    found: dict[str, dict[str, str]] = {}
    for host in HOSTS:
        names = [f"/p/{number}" for number in range(1, 8)]
        found[host] = {"/": listing(f"Shop {host}", *names, "/copy")}
        for number, path in enumerate(names, 1):
            price = 1000 * number + 10 * len(host)
            named = f"Copper pot number {number}"
            found[host][path] = product(named, gtin(number), price, host)
        found[host]["/copy"] = listing("The same words everywhere")
    found["a.test"][SECRET] = product(f"Fine {CANARY} pot", gtin(1), 900, CANARY)
    found["a.test"][COPY] = found["b.test"]["/copy"]
    found["a.test"][KNOWN] = product(f"Plain {LINKED} pan", gtin(99), 700)
    found["a.test"]["/"] = listing("Shop a.test", *names, "/copy", KNOWN)
    return found


def crawled(home: Path, shops: Shops, *paths: str) -> Crawled:
    """Crawl the shops, and pages of the first one that no other links to."""
    roots = [shops.url(host, "/") for host in HOSTS]
    seeds = [shops.url("a.test", path) for path in paths] + roots
    add_seeds(added_path(home, "pots"), [Chunk(seeds, Kind.PAGE)])
    settings = CrawlSettings(
        resolve=shops.resolve,
        delay_s=0.01,
        allow_private=True,
        js="never",
        patience_s=3.0,
    )
    campaign = Campaign(name="pots", seeds=tuple(seeds), scope="host")
    return crawl(Job(home=home, campaign=campaign, settings=settings))


def worked(home: Path) -> None:
    """Run every stage, and publish."""
    with business(home, SETTINGS) as opened:
        for _, work in steps_of(GRAPH, opened):
            work(lambda done, total: None)
