"""Affiliate networks, known by the addresses their links go through."""

import re
from functools import lru_cache

# Host, or any host under it -> network. The networks' own link documentation names
# these redirect hosts.
_HOSTS = {
    "amzn.to": "amazon",
    "anrdoezrs.net": "cj",
    "dpbolvw.net": "cj",
    "jdoqocy.com": "cj",
    "kqzyfj.com": "cj",
    "tkqlhce.com": "cj",
    "awin1.com": "awin",
    "zenaps.com": "awin",
    "click.linksynergy.com": "rakuten",
    "shareasale.com": "shareasale",
    "shareasale-analytics.com": "shareasale",
    "hop.clickbank.net": "clickbank",
    "go.skimresources.com": "skimlinks",
    "redirect.viglink.com": "sovrn",
    "prf.hn": "partnerize",
    "tradedoubler.com": "tradedoubler",
    "pjatr.com": "pepperjam",
    "pntra.com": "pepperjam",
    "sjv.io": "impact",
    "pxf.io": "impact",
    "evyy.net": "impact",
    "rover.ebay.com": "ebay",
    "digistore24.com": "digistore24",
}
# A shop is no network: only the partner's own tag makes a link to it one.
_TAGGED = (
    ("amazon", re.compile(r"https?://([^/]+\.)?amazon\.[a-z.]+/[^?]*\?(.*&)?tag=[^&]")),
    ("ebay", re.compile(r"https?://([^/]+\.)?ebay\.[a-z.]+/[^?]*\?(.*&)?campid=[^&]")),
)


def network(url: str) -> str | None:
    """Return the affiliate network that the canonical `url` pays through, if known."""
    known = network_of_host(url.split("/", 3)[2])
    return _tagged(url) if known == "" else known


@lru_cache(maxsize=4096)
def network_of_host(host: str) -> str | None:
    """Return the network that all links to `host` pay through; "" where some may."""
    labels = host.partition(":")[0].split(".")
    for cut in range(max(len(labels) - 3, 0), len(labels) - 1):
        known = _HOSTS.get(".".join(labels[cut:]))
        if known:
            return known
    return "" if "amazon." in host or "ebay." in host else None


def _tagged(url: str) -> str | None:
    for name, pattern in _TAGGED:
        if pattern.match(url):
            return name
    return None
