"""How much one call of a crawl may take: pages, bytes, time.

What waits when a budget is used up is kept for the next call. What a host, a domain or
the campaign may give over all calls is the frontier's to count, see plan.py; but where
several processes crawl, each frontier knows of its own pages alone.
"""

from dataclasses import dataclass, field
from math import inf, isinf
from typing import TYPE_CHECKING

from crawler.campaign.model import Campaign
from crawler.shares import Shares
from frontier.spent import Spent

if TYPE_CHECKING:
    from crawler.run import Run

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
    shares: Shares = field(default_factory=Shares)

    def spent(self, pages: int, size: int, now: float) -> str:
        """Return which budget is used up by so many pages and bytes, "" if none is."""
        campaign = self.campaign
        if pages >= _limit(campaign.max_pages):
            return "max_pages"
        if size >= _limit(campaign.max_bytes):
            return "max_bytes"
        if now - self.began_at >= _limit(campaign.max_time_s):
            return "max_time"
        return TOTALS[Spent.CRAWL] if self._total_left(pages) <= 0 else ""

    def pages_left(self, pages: int) -> int | None:
        """Return how many pages may still be asked for beside `pages`; None: any."""
        left = min(_limit(self.campaign.max_pages) - pages, self._total_left(pages, 0))
        return None if isinf(left) else max(0, int(left))

    def _total_left(self, pages: int, unknown: float = inf) -> float:
        """Return how many pages all processes may still give over all calls.

        Until all have told what they gave before, that is `unknown`.
        """
        if self.campaign.total_pages is None or not self.shares.are_shared:
            return inf
        before = self.shares.before()
        return unknown if before is None else self.campaign.total_pages - before - pages


def kept_back(run: "Run") -> str:
    """Return what keeps all that waits: a pause, a budget over all calls; or nothing."""
    if run.frontier.paused:
        return "paused"
    # What waits for the browser has its part of a budget, and its turn to come.
    spent = None if run.unrendered else run.frontier.spent()
    return TOTALS[spent] if spent else ""


def _limit(limit: float | None) -> float:
    return inf if limit is None else limit
