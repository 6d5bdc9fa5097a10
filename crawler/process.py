"""Inside the crawling process: Scrapy, set up for one campaign and run to its end."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog
from scrapy.crawler import AsyncCrawlerProcess

from crawler.browser import browser_settings, find_browser
from crawler.clock import now
from crawler.hosts import Hosts
from crawler.known import known
from crawler.owner import owned
from crawler.run import Progress, Run
from crawler.scope import scope_of
from crawler.sink import Sink
from crawler.spider import CampaignSpider
from lake.load import load
from lake.store import Lake

if TYPE_CHECKING:
    from crawler.crawl import Job

log = structlog.get_logger()


def run_campaign(job: "Job", watch: Callable[[Progress], None]) -> Run:
    """Run `job` to its end and return what it counted."""
    with owned(job.home):
        return _run(job, watch)


def _run(job: "Job", watch: Callable[[Progress], None]) -> Run:
    browser = find_browser(job.settings)
    lake = Lake.open(job.home, job.lake)
    load(lake)
    state = known(lake, job.campaign, now())
    run = Run(
        campaign=job.campaign,
        settings=job.settings,
        sink=Sink(job.home, job.lake, job.campaign, state.kept),
        hosts=Hosts(job.settings.delay_s),
        belongs=scope_of(job.campaign),
        browser=browser,
        watch=watch,
        seen=state.done,
    )
    for host, rest_s, pause_s in state.clocks:
        run.hosts.resume(host, rest_s, pause_s)
    pending = tuple(page for page in state.pending if run.belongs(page.url))
    log.info("crawl_started", campaign=job.campaign.name, pending=len(pending))
    if pending:
        process = AsyncCrawlerProcess(_scrapy_settings(run))
        process.crawl(CampaignSpider, run=run, pending=pending)
        process.start()
    else:
        run.reason = "nothing new"
    if run.fault:
        run.sink.abandon()
        raise run.fault
    run.sink.close()
    load(lake)
    log.info("crawl_ended", campaign=job.campaign.name, reason=run.reason)
    return run


def _scrapy_settings(run: Run) -> dict[str, Any]:
    settings = run.settings
    polite = "crawler.handlers.PoliteHandler"
    made = {
        "USER_AGENT": settings.identity(),
        "ROBOTSTXT_OBEY": False,  # crawler.robots stands in its place
        "DOWNLOAD_HANDLERS": {"http": polite, "https": polite},
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.gate.Gate": 90,
            "crawler.robots.Robots": 100,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        },
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        "EXTENSIONS": {"crawler.beat.Beat": 0},
        # Delays are kept by crawler.hosts, in front of the network.
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        # One task an item and a response is what Scrapy starts by default: 101.
        "CONCURRENT_ITEMS": 1,
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_MAXSIZE": settings.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],
        "RETRY_TIMES": 1,
        "COOKIES_ENABLED": False,
        "URLLENGTH_LIMIT": 0,  # a long address is an address
        "METAREFRESH_ENABLED": False,  # the page that refreshes is kept itself
        # No settings but ours, and no port that executes what it is sent.
        "HTTPPROXY_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "crawler.resolver.Resolver",
        "HARVESTMAN_RESOLVE": dict(settings.resolve),
        "HARVESTMAN_ALLOW_PRIVATE": settings.allow_private,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    if run.browser:
        made.update(browser_settings(run.browser, settings))
    return made
