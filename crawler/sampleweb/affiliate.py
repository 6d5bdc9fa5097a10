"""Affiliate links between the sample web's hosts, and where they lead.

Their shape is that of real networks: merchant, publisher and the encoded target.
"""

from urllib.parse import parse_qs, quote, urlsplit

from crawler.sampleweb.dice import number
from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place, file_page
from crawler.sampleweb.wire import HTML, whole

DEEP = "/cread.php"
HOP = "/hop/"


def deep_link(place: Place, network: str, target: str) -> str:
    """Return the link that `network` counts before it leads to `target`."""
    publisher = place.host.name.removesuffix(".test")
    merchant = (urlsplit(target).hostname or "").removesuffix(".test")
    if network == "hopmarket.test":
        to = quote(target.removeprefix(place.at(f"{merchant}.test")), safe="")
        return place.at(network, f"{HOP}{publisher}/{merchant}?to={to}")
    numbers = (
        f"awinmid={number(merchant) % 90000}&awinaffid={number(publisher) % 900000}"
    )
    return place.at(network, f"{DEEP}?{numbers}&ued={quote(target, safe='')}")


def follow(place: Place, path: str) -> Page | None:
    """Return the redirect behind an affiliate link, if `path` is one.

    It leads to hosts of the sample web only: an open redirect would be a hole.
    """
    target = _target(place, path)
    host = urlsplit(target).hostname if target else None
    if target is None or host not in HOSTS:
        return None
    headers = (("Location", target), ("Cache-Control", "no-store"))
    return file_page(place, path, "redirect", whole(302, b"", HTML, headers))


def _target(place: Place, path: str) -> str | None:
    parts = urlsplit(path)
    asked = parse_qs(parts.query)
    if parts.path == DEEP:
        return asked.get("ued", [None])[0]
    if parts.path.startswith(HOP) and parts.path.count("/") == 3:
        name = parts.path.rpartition("/")[2] + ".test"
        return place.at(name, asked.get("to", ["/"])[0]) if name in HOSTS else None
    return None
