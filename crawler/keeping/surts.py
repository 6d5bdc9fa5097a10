"""Key, host and domain of a page's URL, most of which its whole host has in common.

A URL whose path has none of the signs that its canonical form could change is its own
canonical form, so its key is the host's, which is remembered, and the path: 1 us, and 8
for the parser. Any other URL goes through the parser.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from frontier.urls import canonical, domain, host, url_key

# Letters, digits and what no rule of the URL standard or of strip.py looks at; no dot
# behind a slash, since that may be a segment of dots.
_PLAIN = re.compile(r"(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?)+")


class Place(NamedTuple):
    """Where a page lies."""

    url_key: str
    host: str
    domain: str


def place(url: str) -> Place:
    """Return where the page `url` lies."""
    slash = url.find("/", 8)
    if slash > 0 and _PLAIN.fullmatch(url, slash):
        found = _of_origin(url[:slash])
        if found is not None:
            key, name, registered = found
            return Place(f"{key}{url[slash:]}", name, registered)
    name = host(url)
    return Place(url_key(url), name, domain(name))


@lru_cache(maxsize=1 << 14)
def _of_origin(origin: str) -> Place | None:
    """Return key, host and domain of an origin; None where it is not canonical."""
    home = f"{origin}/"
    if not origin.startswith("http") or canonical(home) != home:
        return None
    name = host(home)
    return Place(url_key(home)[:-1], name, domain(name))
