"""URLs as the platform knows them: canonical form, key, host, domain, fingerprint.

The parser is ada, which follows the WHATWG URL Standard as browsers do, so a link
means here what it means to the page's reader. A key is a SURT: the host's labels
reversed, then the path, so that one site's pages lie side by side when sorted.
"""

import re

import can_ada
import mmh3
import tldextract

from frontier.errors import BadUrl

# A campaign can be spread over at most this many processes.
SHARDS = 64
_SCHEMES = frozenset({"http:", "https:"})
_ADDRESS = re.compile(r"[\d.]+|\[.*\]")
# What the binding raises: no URL, or text (a lone surrogate) that no URL can hold.
_REFUSED = (ValueError, TypeError)
# The package's own copy of the public suffix list: nothing is fetched, nothing cached.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def canonical(url: str) -> str:
    """Return the form of `url` under which it is fetched and stored."""
    return _parse(url).href


def join(base: str, link: str) -> str | None:
    """Resolve `link` as found on the page `base`; None when it leads nowhere."""
    try:
        parsed = can_ada.parse(base) + link
    except _REFUSED:
        return None
    if parsed.protocol not in _SCHEMES or not parsed.hostname:
        return None
    return _clean(parsed).href


def url_key(url: str) -> str:
    """Return the SURT key of `url`: `http://a.test:81/p?q` is `test,a:81)/p?q`.

    The scheme is left out: a page served over both is one page.
    """
    parsed = _parse(url)
    port = f":{parsed.port}" if parsed.port else ""
    return f"{_reversed(parsed.hostname)}{port}){parsed.pathname}{parsed.search}"


def host(url: str) -> str:
    """Return the host name of `url`, without its port."""
    return _parse(url).hostname


def domain(name: str) -> str:
    """Return the registrable domain of the host `name`, or `name` if it has none."""
    if _ADDRESS.fullmatch(name):
        return name
    known = _suffixes(name).top_domain_under_public_suffix
    # The list's last rule is `*`: an unlisted top domain is a suffix itself.
    return known or ".".join(name.rsplit(".", 2)[-2:])


def shard_of(name: str) -> int:
    """Return which of a campaign's shards the registrable domain `name` belongs to."""
    return mmh3.hash(name, signed=False) % SHARDS


def fingerprint(url: str) -> int:
    """Return 64 bits that stand for `url` in a set of seen URLs."""
    return mmh3.hash64(canonical(url), signed=False)[0]


def _parse(url: str) -> can_ada.URL:
    try:
        parsed = can_ada.parse(url)
    except _REFUSED:
        raise BadUrl(f"{url!r:.200} is no URL; expected http://HOST/...") from None
    if parsed.protocol not in _SCHEMES or not parsed.hostname:
        raise BadUrl(f"{url!r:.200} is no web address; expected http or https")
    return _clean(parsed)


def _clean(parsed: can_ada.URL) -> can_ada.URL:
    parsed.hash = ""
    parsed.username = ""
    parsed.password = ""
    return parsed


def _reversed(name: str) -> str:
    if _ADDRESS.fullmatch(name):
        return name
    return ",".join(reversed(name.rstrip(".").split(".")))
