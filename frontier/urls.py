"""URLs as the platform knows them: canonical form, key, host, fingerprint.

The parser is ada, which follows the WHATWG URL Standard as browsers do, so a link
means here what it means to the page's reader. From there to the canonical form: no
user, no fragment, escapes in capitals, no parameter that names no page (strip.py). A
key is a SURT: the host's labels reversed, then the path, so that one site's pages lie
side by side when sorted.
"""

import re
from functools import lru_cache

import can_ada
import mmh3

from frontier.domains import domain, is_address
from frontier.errors import BadUrl
from frontier.strip import path_rest, query_rest

__all__ = [
    "canonical",
    "domain",
    "fingerprint",
    "host",
    "join",
    "shard_of",
    "url_key",
]

# A campaign can be spread over at most this many processes.
SHARDS = 64
_SCHEMES = ("http://", "https://")
# What the binding raises: no URL, or text (a lone surrogate) that no URL can hold.
_REFUSED = (ValueError, TypeError)
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")
_DOT_SEGMENT = re.compile(r"/\.\.?(?=/|\Z)")
# DNS ends at 253 bytes. Punycode takes time by the square of a name's length: half a
# second for 30,000 letters.
_MAX_HOST = 1024
_HUGE_HOST = re.compile(
    rf"([a-z][a-z0-9+.-]*:[/\\]*|[/\\]{{2,}})[^/\\?#]{{{_MAX_HOST + 1}}}", re.IGNORECASE
)
# The standard drops blanks and controls before it reads on; `lstrip` knows most.
_UNREAD = {code: None if code in (9, 10, 13) else 32 for code in range(32)}


def canonical(url: str) -> str:
    """Return the form of `url` under which it is fetched and stored."""
    return _cleaned(_parse(url).href)


def join(base: str, link: str) -> str | None:
    """Resolve `link` as found on the page `base`; None when it leads nowhere."""
    try:
        href = (_page(base) + _bearable(link)).href
    except _REFUSED:
        return None
    return _cleaned(href) if href.startswith(_SCHEMES) else None


def url_key(url: str) -> str:
    """Return the SURT key of `url`: `http://a.test:81/p?q` is `test,a:81)/p?q`.

    The scheme is left out: a page served over both is one page.
    """
    parsed = _parse(url)
    page = _cleaned(parsed.href)
    port = f":{parsed.port}" if parsed.port else ""
    return f"{_reversed(parsed.hostname)}{port}){page[page.index('/', 8) :]}"


def host(url: str) -> str:
    """Return the host name of `url`, without its port."""
    return _parse(url).hostname


def shard_of(name: str) -> int:
    """Return which of a campaign's shards the registrable domain `name` belongs to."""
    return mmh3.hash(name, signed=False) % SHARDS


def fingerprint(url: str) -> int:
    """Return 64 bits that stand for `url` in a set of seen URLs.

    Order among the arguments of a query does not count.
    """
    return mmh3.hash64(_ordered(canonical(url)), signed=False)[0]


def _ordered(page: str) -> str:
    """Return the canonical URL `page` with its query's arguments sorted."""
    if "&" not in page:
        return page
    path, mark, query = page.partition("?")
    return f"{path}{mark}{'&'.join(sorted(query.split('&')))}"


def _parse(url: str) -> can_ada.URL:
    try:
        parsed = can_ada.parse(_bearable(url))
    except _REFUSED:
        raise BadUrl(f"{url!r:.200} is no URL; expected http://HOST/...") from None
    if not parsed.href.startswith(_SCHEMES):
        raise BadUrl(f"{url!r:.200} is no web address; expected http or https")
    return parsed


# A page's links share their base.
@lru_cache(maxsize=8)
def _page(base: str) -> can_ada.URL:
    return can_ada.parse(_bearable(base))


def _bearable(text: str) -> str:
    """Return `text`, unless its host name would keep the parser busy."""
    if len(text) > _MAX_HOST and _HUGE_HOST.match(text.translate(_UNREAD).lstrip()):
        raise ValueError
    return text


def _cleaned(href: str) -> str:
    """Return the parsed URL `href` without what does not say which page it is."""
    # Spelled out, this is four times as fast as `any`; most addresses have none of them.
    if (
        "?" in href
        or "%" in href
        or "#" in href
        or "@" in href
        or ";" in href
        or "/(" in href
        or "/." in href
    ):
        return _tidied(href)
    return href


def _tidied(href: str) -> str:
    slash = href.index("/", 8)
    origin, rest = href[:slash], href[slash:]
    if "@" in origin:
        origin = f"{origin[: origin.index('/')]}//{origin.rpartition('@')[2]}"
    if "#" in rest:
        rest = rest[: rest.index("#")]
    if "%" in rest:
        rest = _ESCAPE.sub(_capital, rest)
    path, _, query = rest.partition("?")
    if "/." in path:
        path = _undotted(path)
    if ";" in path or "/(" in path:
        path = path_rest(path, origin)
    if query:
        query = query_rest(query, origin)
    return f"{origin}{path}?{query}" if query else f"{origin}{path}"


def _undotted(path: str) -> str:
    """Resolve the dot segments that the parser leaves behind a name like `.a`.

    can_ada 3.0.0 takes `/.a/../b` for free of them, but not when one is escaped.
    """
    if not _DOT_SEGMENT.search(path):
        return path
    escaped = _DOT_SEGMENT.sub(lambda dots: dots[0].replace(".", "%2e"), path)
    return can_ada.parse(f"http://h{escaped}").pathname


def _capital(escape: re.Match[str]) -> str:
    return escape[0].upper()


def _reversed(name: str) -> str:
    if is_address(name):
        return name
    return ",".join(reversed(name.rstrip(".").split(".")))
