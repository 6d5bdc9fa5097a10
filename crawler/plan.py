"""What a campaign and the crawl's settings ask of the frontier."""

import re

from crawler.campaign import Campaign
from crawler.errors import CrawlError
from crawler.settings import CrawlSettings
from frontier.plan import Plan
from frontier.politeness import Politeness
from frontier.robotssettings import RobotsSettings
from frontier.scope import Scope

_LONGEST_PAUSE_S = Politeness().max_pause_s
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


def plan_of(campaign: Campaign, settings: CrawlSettings) -> Plan:
    """Return the plan by which the frontier of `campaign` works."""
    robots = (
        RobotsSettings(name=_token(settings.user_agent))
        if settings.obey_robots
        else None
    )
    politeness = Politeness(
        delay_s=settings.delay_s,
        max_crawl_delay_s=min(settings.max_delay_s, _LONGEST_PAUSE_S),
    )
    return Plan(
        scope=Scope.around(campaign.seeds, campaign.scope, exclude=campaign.exclude),
        max_depth=campaign.depth,
        sitemaps=campaign.sitemaps,
        politeness=politeness,
        robots=robots,
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
