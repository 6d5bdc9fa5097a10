"""Which links a campaign follows."""

import re
from collections.abc import Callable

from crawler.campaign import Campaign
from frontier.urls import domain, host


def scope_of(campaign: Campaign) -> Callable[[str], bool]:
    """Return the claim "this URL belongs to the campaign"."""
    excluded = [re.compile(pattern) for pattern in campaign.exclude]
    place = _place_of(campaign.scope)
    places = {place(host(seed)) for seed in campaign.seeds}

    def belongs(url: str) -> bool:
        if campaign.scope != "any" and place(host(url)) not in places:
            return False
        return not any(pattern.search(url) for pattern in excluded)

    return belongs


def _place_of(scope: str) -> Callable[[str], str]:
    return domain if scope == "domain" else str
