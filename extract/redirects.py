"""Where a link through a network leads in the end, as its address itself tells.

Networks hand the merchant's address on as an argument, each under a name of its own,
some within the path. Nothing is fetched: what only the network knows stays unknown.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from extract.networkhosts import SHOPS
from extract.networks import network, network_of_host
from frontier.errors import BadUrl
from frontier.urls import canonical, host

# The names under which networks take the merchant's address.
_NAMES = (
    "url u murl ued p r to dest destination deeplink dl urllink ulp lnkurl tourl link"
    " mpre target redirect redirect_url adurl uri out goto rd_parm1 epi_url wgtarget"
    " loc lurl deep_link"
)
_ARGUMENTS = frozenset(_NAMES.split())
# Partnerize and Tradedoubler put it into the path: /destination:..., ;url(...)
_IN_PATH = re.compile(
    r"(?:/destination:|(?<!\w)url\()([^);]{4,2000})|/(https?:/{1,2}.+)"
)
_WEB = re.compile(r"(?:https?:)?//?[^/]|www\.[^/.]+\.", re.IGNORECASE)
# A link through a network may lead to one through another; more are traps.
_MOST_HOPS = 4
_MAX_CHARS = 4000


def merchant_of(url: str) -> str | None:
    """Return the host of the merchant to whom the affiliate link `url` leads."""
    for _ in range(_MOST_HOPS):
        name = host(url)
        known = network(url)
        if known is None:
            return name
        target = next(_targets(url[:_MAX_CHARS]), None)
        if target is None:
            # A shop that pays partners by itself is the merchant, but for short links.
            return name if known in SHOPS and not network_of_host(name) else None
        url = target
    return None


def _targets(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query):
        if name.lower() in _ARGUMENTS:
            yield from _address(value)
    for found in _IN_PATH.finditer(parts.path + "?" + parts.query):
        yield from _address(unquote(found[1] or found[2]))


def _address(text: str) -> Iterator[str]:
    """Yield the address that `text` is, also where it lacks its scheme."""
    if not _WEB.match(text):
        text = unquote(text)
        if not _WEB.match(text):
            return
    if not text.lower().startswith("http"):
        text = f"https://{text.lstrip('/')}"
    try:
        yield canonical(text)
    except BadUrl:
        return
