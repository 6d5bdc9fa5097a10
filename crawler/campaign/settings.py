"""What a campaign says over the settings of its home."""

from typing import Any

import msgspec

from crawler.campaign.model import Campaign, JavaScript, Render
from crawler.settings import CrawlSettings


def settings_of(campaign: Campaign, settings: CrawlSettings) -> CrawlSettings:
    """Return `settings` with what `campaign` says over them."""
    courtesy = campaign.politeness
    told: dict[str, Any] = {
        "user_agent": campaign.user_agent,
        "contact": campaign.contact,
        "concurrency": campaign.concurrency,
        "patience_s": campaign.patience_s,
        "delay_s": courtesy.delay_s,
        "max_delay_s": courtesy.max_crawl_delay_s,
        "js": _js(campaign.render),
    }
    said = {name: value for name, value in told.items() if value is not None}
    return msgspec.structs.replace(settings, **said)


def _js(render: Render) -> JavaScript | None:
    """Return for which pages a browser is to be at hand."""
    # The rule for the others stays with the campaign, see campaign/renderer.py.
    return "auto" if render.js == "never" and render.always else render.js
