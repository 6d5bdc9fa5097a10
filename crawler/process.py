"""Inside the crawling process: one campaign, on the lane that suits it, to its end."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import structlog

from crawler.browser.program import browser_settings, find_browser
from crawler.campaign.seeds import sow
from crawler.clock import Clock
from crawler.feed import plan_due
from crawler.keeping.bags import Bags
from crawler.keeping.known import kept
from crawler.keeping.nowhere import Nowhere
from crawler.keeping.rebuild import catch_up
from crawler.keeping.sink import Author, Sink
from crawler.keeping.validators import validators
from crawler.owner import in_turn, owned
from crawler.plan import plan_of
from crawler.run import Run
from crawler.shares import Shares
from crawler.shells import has_browser
from crawler.watch.progress import Progress
from frontier.errors import FrontierError
from frontier.frontier import Frontier
from frontier.orders import take_orders
from frontier.urls import SHARDS
from lake.store import Lake

if TYPE_CHECKING:
    from crawler.job import Job

log = structlog.get_logger()

# How many new objects the collector waits for, and how many of its rounds.
_SELDOM = (50_000, 20, 100)


def run_campaign(
    job: "Job", watch: Callable[[Progress], bool], shares: Shares | None = None
) -> Run:
    """Run `job`, or our share of it, to its end and return what it counted."""
    with owned(job.home, shared=job.processes > 1):
        return _run(job, watch, shares or Shares())


def _run(job: "Job", watch: Callable[[Progress], bool], shares: Shares) -> Run:
    browser = find_browser(job.settings)
    lake = Lake.open(job.home, job.lake)
    clock = Clock()
    with _frontier_of(job, lake, clock) as frontier:
        run = Run(
            campaign=job.campaign,
            settings=job.settings,
            sink=_sink(job, lake) if job.store else Nowhere(),
            frontier=frontier,
            validators=validators(lake) if job.store else None,
            browser=browser,
            watch=watch,
            shares=shares,
            bags=_bags(job, frontier),
            clock=clock,
        )
        _fetch(run, job.lane)
    log.info("crawl_ended", campaign=job.campaign.name, reason=run.reason)
    return run


def _sink(job: "Job", lake: Lake) -> Sink:
    author = Author(_about(job), job.member)
    return Sink(job.home, job.lake, job.campaign, kept(lake), author)


def _bags(job: "Job", frontier: Frontier) -> Bags | None:
    if job.processes < 2:
        return None
    bags = Bags(frontier.folder / "inbox", job.member, job.processes)
    frontier.carrier = bags
    return bags


def _about(job: "Job") -> dict[str, str]:
    """Return what the WARC files say of who crawled, and how."""
    return {
        "isPartOf": job.campaign.name,
        "operator": job.settings.contact,
        "http-header-user-agent": job.settings.identity(),
        "robots": "obey" if job.settings.obey_robots else "ignore",
    }


@contextmanager
def _frontier_of(job: "Job", lake: Lake, clock: Clock) -> Iterator[Frontier]:
    """Own the campaign's frontier, with what it was told and what it lacks."""
    plan = plan_of(job.campaign, job.settings)
    folder = job.home / "frontier"
    mine = range(job.member, SHARDS, job.processes)
    with in_turn(job.home):
        frontier = Frontier.open(folder, job.campaign.name, clock.now(), plan, mine)
    try:
        if job.store:
            catch_up(lake, frontier, clock.now)
        take_orders(frontier, clock.now())
        if not job.member:
            sow(frontier, job.campaign, clock.now())
        yield frontier
    except BaseException:
        # The first fault is the one to tell of, and closing may meet it again.
        with suppress(FrontierError, OSError):
            frontier.close()
        raise
    frontier.close()


def _fetch(run: Run, lane: str) -> None:
    plan_due(run, run.clock.now())
    pending = run.frontier.stats().pending
    log.info("crawl_started", campaign=run.campaign.name, pending=pending)
    if not pending and run.bags is None:
        run.reason = "nothing new"
    elif _is_fast(run, lane):
        _on_wire(run)
        if run.unrendered and run.reason == "finished":
            log.info("lane", lane="scrapy", why="pages need a browser")
            _on_scrapy(run)
    else:
        _on_scrapy(run)
    run.conduct.close()
    if run.fault:
        run.sink.abandon()
        raise run.fault
    run.sink.close()
    run.give_back()


def _is_fast(run: Run, lane: str) -> bool:
    """Choose the lane, and say why."""
    if lane != "auto":
        chosen, why = lane, "it was asked for"
    elif run.settings.js == "always":
        chosen, why = "scrapy", "every page is to be rendered"
    else:
        chosen, why = "fast", "a campaign has no middlewares of its own"
    log.info("lane", lane=chosen, why=why)
    run.lane = chosen
    return chosen == "fast"


def _on_wire(run: Run) -> None:
    import uvloop

    from crawler import fast

    # What is loaded stays, and pages make no cycles: the collector took a tenth of all.
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    gc.enable()
    try:
        uvloop.run(fast.crawl(run))
    finally:
        gc.unfreeze()  # or what is left at the end passes for a leak


def _on_scrapy(run: Run) -> None:
    # Half a second and 60 MB that the fast lane does without.
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.spider import CampaignSpider

    gc.enable()
    has_browser(run)
    process = AsyncCrawlerProcess(_scrapy_settings(run))
    process.crawl(CampaignSpider, run=run)
    process.start()


def _scrapy_settings(run: Run) -> dict[str, Any]:
    settings = run.settings
    polite = "crawler.scrapylane.handlers.PoliteHandler"
    made = {
        "USER_AGENT": settings.identity(),
        # The frontier asks robots.txt, follows redirects, tries again, keeps delays.
        "ROBOTSTXT_OBEY": False,
        "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "HTTPERROR_ALLOW_ALL": True,  # every answer is a fact worth keeping
        "DOWNLOAD_HANDLERS": {"http": polite, "https": polite},
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        "EXTENSIONS": {"crawler.spider.Beat": 0},
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # One task an item and a response is what Scrapy starts by default: 101.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_MAXSIZE": settings.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "COOKIES_ENABLED": False,
        "URLLENGTH_LIMIT": 0,  # a long address is an address
        "METAREFRESH_ENABLED": False,  # the page that refreshes is kept itself
        # No settings but ours, and no port that executes what it is sent.
        "HTTPPROXY_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "crawler.scrapylane.resolver.Resolver",
        "HARVESTMAN_RESOLVE": dict(settings.resolve),
        "HARVESTMAN_ALLOW_PRIVATE": settings.allow_private,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    if run.browser:
        made.update(browser_settings(run.browser, settings))
    return made
