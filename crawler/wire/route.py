"""Where a question goes: to the host itself, or to it through a proxy.

A URL splits into its origin, which says where to connect, and what to ask there. The
origin is read by the rules of browsers: a number dressed as a host is an address.
"""

import base64
from dataclasses import dataclass, field, replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import can_ada

from crawler.errors import BadAsk, ProxyFailed
from frontier.addresses import is_public, literal_address

_PORTS = {"http:": 80, "https:": 443}
# No origin ends before this: the slashes behind its scheme are not its end.
_SCHEME = len("https://")


@dataclass(frozen=True, slots=True)
class Route:
    """One way to one origin; connections of equal `key` may be shared."""

    key: tuple[str, int, str, bytes] = field(repr=False)
    # Whom to connect to, and the name that TLS has to prove; empty: no TLS.
    host: str
    port: int
    tls: str
    authority: bytes
    # True when the host's own name says that it is not of the open internet.
    private: bool
    proxied: bool = False
    # What a proxy has to lead to; what stands before a target it fetches itself.
    tunnel: bytes = b""
    prefix: bytes = b""
    # A whole header line for the proxy alone; no log ever shows it.
    credentials: bytes = field(default=b"", repr=False)


def split(url: str) -> tuple[str, str]:
    """Return the origin of `url` and the target to ask there."""
    # One look settles nearly all: what has no odd character is sent as it stands.
    if not (url.isascii() and url.isprintable()) or " " in url:
        url = _cleaned(url)
    slash = url.find("/", _SCHEME)
    if slash < 0 or "#" in url or "?" in url[:slash]:
        return _split_oddly(url)
    return url[:slash], url[slash:]


@lru_cache(maxsize=65_536)
def route(origin: str, proxy: str) -> Route:
    """Return the way to `origin`, through `proxy` if there is one."""
    url = can_ada.parse(_cleaned(origin))
    if url.protocol not in _PORTS or not url.hostname:
        raise BadAsk(f"{origin} is no http or https address")
    host = url.hostname.strip("[]")
    port = int(url.port or _PORTS[url.protocol])
    tls = host if url.protocol == "https:" else ""
    authority = url.host.encode()
    private = _is_private(host)
    straight = Route((host, port, tls, b""), host, port, tls, authority, private)
    return _through(proxy, straight) if proxy else straight


def _through(proxy: str, way: Route) -> Route:
    try:
        url = urlsplit(proxy)
        host, port = url.hostname, url.port or 80
    except ValueError:
        host, port = None, 0
    # The text may hold a password: it is not repeated.
    if not host or url.scheme != "http":
        raise ProxyFailed("a proxy is written http://user:password@host:port")
    line = b""
    if url.username is not None:
        told = f"{unquote(url.username)}:{unquote(url.password or '')}"
        line = b"Proxy-Authorization: Basic %b\r\n" % base64.b64encode(told.encode())
    way = replace(way, host=host, port=port, proxied=True, credentials=line)
    if way.tls:
        target = b"%b:%d" % (_bracketed(way.key[0]), way.key[1])
        return replace(way, key=(host, port, way.tls, line + target), tunnel=target)
    # One connection to a proxy serves all plain hosts behind it.
    prefix = b"http://" + way.authority
    return replace(way, key=(host, port, "", line + b"*"), prefix=prefix)


def _bracketed(host: str) -> bytes:
    return (f"[{host}]" if ":" in host else host).encode()


def _is_private(host: str) -> bool:
    address = literal_address(host)
    if address is not None:
        return not is_public(address)
    return host == "localhost" or host.endswith(".localhost")


def _split_oddly(url: str) -> tuple[str, str]:
    url = url.partition("#")[0]
    ends = [at for mark in "/?" if (at := url.find(mark, _SCHEME)) > 0]
    end = min(ends, default=len(url))
    target = url[end:]
    return url[:end], target if target.startswith("/") else "/" + target


def _cleaned(url: str) -> str:
    """Return `url` as a browser would send it."""
    try:
        return can_ada.parse(url).href
    except ValueError as error:
        raise BadAsk(f"{url!r} is no URL") from error
