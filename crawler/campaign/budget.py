"""How much one call of a crawl may take: pages, bytes, time.

What waits when a budget is used up is kept for the next call. What a host, a domain or
the campaign may give over all calls is the frontier's to count, see plan.py.
"""

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from crawler.campaign.model import Campaign
from frontier.spent import Spent

if TYPE_CHECKING:
    from frontier.frontier import Frontier

# The budgets over all calls, as a campaign calls them.
TOTALS = {
    Spent.CRAWL: "total_pages",
    Spent.HOST: "pages_per_host",
    Spent.DOMAIN: "pages_per_domain",
}


@dataclass(frozen=True, slots=True)
class Budget:
    """The budgets of one call, which began at `began_at`."""

    campaign: Campaign
    began_at: float

    def spent(self, pages: int, size: int, now: float) -> str:
        """Return which budget is used up by so many pages and bytes, "" if none is."""
        campaign = self.campaign
        if pages >= _limit(campaign.max_pages):
            return "max_pages"
        if size >= _limit(campaign.max_bytes):
            return "max_bytes"
        if now - self.began_at >= _limit(campaign.max_time_s):
            return "max_time"
        return ""

    def pages_left(self, pages: int) -> int | None:
        """Return how many pages may still be asked for beside `pages`; None: any."""
        limit = self.campaign.max_pages
        return None if limit is None else max(0, limit - pages)


def kept_back(frontier: "Frontier") -> str:
    """Return which budget over all calls keeps all that waits, "" if none does."""
    spent = frontier.spent()
    return TOTALS[spent] if spent else ""


def _limit(limit: float | None) -> float:
    return inf if limit is None else limit
