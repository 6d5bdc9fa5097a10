"""What a campaign and the crawl's settings ask of the frontier."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from crawler.campaign.model import Campaign
from crawler.campaign.seeds import places, sources
from crawler.errors import CrawlError
from crawler.settings import CrawlSettings
from frontier.column import read_urls
from frontier.plan import Budgets, Plan
from frontier.politeness import Politeness
from frontier.recrawl import Recrawl
from frontier.robotssettings import RobotsSettings
from frontier.scope import Scope

_LONGEST_PAUSE_S = Politeness().max_pause_s
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
# Seeds belong whatever `include` says. So many can be told one by one.
_MOST_TOLD = 1000
# And so does what is called a sitemap, since robots.txt may name it later.
_SITEMAP = "[Ss]ite[-_]?[Mm]ap"


def plan_of(campaign: Campaign, settings: CrawlSettings) -> Plan:
    """Return the plan by which the frontier of `campaign` works."""
    robots = (
        RobotsSettings(name=_token(settings.user_agent))
        if settings.obey_robots
        else None
    )
    return Plan(
        order=campaign.order,
        scope=_scope(campaign),
        max_depth=campaign.depth,
        traps=campaign.traps,
        budgets=Budgets(
            crawl=campaign.total_pages,
            host=campaign.pages_per_host,
            domain=campaign.pages_per_domain,
        ),
        politeness=_politeness(campaign, settings),
        sitemaps=campaign.sitemaps,
        robots=robots,
        recrawl=_recrawl(campaign),
    )


def _recrawl(campaign: Campaign) -> Recrawl:
    revisit = campaign.revisit
    return Recrawl(
        on=revisit.on,
        first_s=revisit.pages,
        offer_first_s=revisit.offers,
        shortest_s=revisit.shortest,
        longest_s=revisit.longest,
    )


def _scope(campaign: Campaign) -> Scope:
    reach = campaign.scope
    include = campaign.include
    if include:
        exact = tuple(f"^{re.escape(url)}$" for url in _told(campaign))
        include = (*include, _SITEMAP, *exact)
    return Scope(
        reach,
        () if reach == "any" else places(campaign),
        include,
        campaign.exclude,
    )


def _told(campaign: Campaign) -> Iterator[str]:
    """Return the first seeds of `campaign` as the frontier knows them."""
    read = (read_urls(chunk.urls)[0].texts() for _, chunk in sources(campaign))
    return islice(chain.from_iterable(read), _MOST_TOLD)


def _politeness(campaign: Campaign, settings: CrawlSettings) -> Politeness:
    courtesy = campaign.politeness
    return Politeness(
        delay_s=settings.delay_s,
        max_crawl_delay_s=min(settings.max_delay_s, _LONGEST_PAUSE_S),
        adaptive_factor=courtesy.adaptive_factor,
        bytes_per_s=courtesy.bytes_per_s,
        group_by=courtesy.group_by,
        group_delay_s=courtesy.group_delay_s,
    )


def _token(user_agent: str) -> str:
    """Return the name by which robots.txt may name us: `shopbot` of `shopbot/2.1`."""
    found = _TOKEN.match(user_agent)
    if found is None:
        raise CrawlError(
            f"crawl.user_agent = {user_agent!r}; expected a name that begins with"
            " letters, digits, - or _, for robots.txt to name it"
        )
    return found[0]
