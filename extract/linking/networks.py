"""Affiliate networks, known by the addresses their links go through."""

import re
from functools import lru_cache

from extract.linking.networkhosts import EVERYWHERE, PARTLY, WHOLE, Rule

# Impact numbers the hosts of merchants without a name there: shop.i123456.net.
_NUMBERED = re.compile(r"(?:^|\.)i\d{5,7}\.net$")
# A country's top domain, or one like co.uk.
_COUNTRY = re.compile(r"[a-z]{2,3}(\.[a-z]{2})?")
# No network's host has more labels than this.
_LABELS = 5


def network(url: str) -> str | None:
    """Return the affiliate network that the canonical `url` pays through, if known."""
    parts = url.split("/", 3)
    known = network_of_host(parts[2])
    if known != "":
        return known
    rule = _rule(parts[2])
    return rule[0] if rule and rule[1].search(f"/{parts[3]}") else None


@lru_cache(maxsize=4096)
def network_of_host(host: str) -> str | None:
    """Return the network that all links to `host` pay through; "" where some may."""
    name = host.partition(":")[0]
    for ending in _endings(name):
        if ending in WHOLE:
            return WHOLE[ending]
    if _NUMBERED.search(name):
        return "impact"
    return None if _rule(host) is None else ""


@lru_cache(maxsize=4096)
def _rule(host: str) -> Rule | None:
    """Return what tells of links to `host` whether they pay a partner."""
    name = host.partition(":")[0]
    for ending in _endings(name):
        if ending in PARTLY:
            return PARTLY[ending]
        label, _, rest = ending.partition(".")
        if label in EVERYWHERE and _COUNTRY.fullmatch(rest):
            return EVERYWHERE[label]
    return None


def _endings(name: str) -> list[str]:
    """Return `name` and the domains that it is under, the longest first."""
    labels = name.split(".")
    first = max(len(labels) - _LABELS, 0)
    return [".".join(labels[cut:]) for cut in range(first, len(labels) - 1)]
