"""How much one call of a crawl may take: pages, bytes, time.

What waits when a budget is used up is kept for the next call. What a host or domain may
give over all calls is the frontier's to count, see plan.py.
"""

from dataclasses import dataclass
from math import inf

from crawler.campaign.model import Campaign


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


def _limit(limit: float | None) -> float:
    return inf if limit is None else limit
