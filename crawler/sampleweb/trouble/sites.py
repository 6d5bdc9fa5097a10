"""Builds the troublesome hosts."""

from collections.abc import Callable
from functools import partial

from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.render import Place
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.site import Site, robots
from crawler.sampleweb.trouble import (
    bodies,
    charsets,
    doors,
    duplicates,
    fresh,
    redirects,
    refusals,
    rights,
    robots_hosts,
    sitemaps,
    timing,
)
from crawler.sampleweb.trouble.plain import Draft, Rooms, plain

_BUILDERS: dict[str, Callable[[Place], Rooms]] = {
    **robots_hosts.BUILDERS,
    "sitemaps.test": sitemaps.rooms,
    "redirects.test": redirects.rooms,
    "refusals.test": refusals.rooms,
    "slow.test": timing.slow,
    "drops.test": timing.drops,
    "codings.test": bodies.codings,
    "lengths.test": bodies.lengths,
    "huge.test": bodies.huge,
    "charsets.test": charsets.rooms,
    "duplicates.test": duplicates.duplicates,
    "traps.test": duplicates.traps,
    "fresh.test": fresh.rooms,
    "rights.test": rights.rooms,
    "doors.test": doors.rooms,
}


def trouble_site(settings: WebSettings, host: str) -> Site:
    """Return the site of a troublesome host: its home page links all its rooms."""
    place = Place(HOSTS[host], settings, disallow=robots_hosts.DISALLOW.get(host, ()))
    made = _BUILDERS[host](place)
    targets = tuple((path, "") for path in made.makers if path not in made.hidden)
    home = partial(plain, place, "/", Draft(HOSTS[host].title, targets))
    rules = (
        {"/robots.txt": made.robots} if made.robots else robots(place, sitemap=False)
    )
    return Site(place, {"/": home, **made.makers, **rules}, made.beyond)
