"""Who asks, and how: what a proxy says of that counts only if the merchant trusts it.

`X-Forwarded-For` grows to the right, each proxy adding whom it heard. So it is read from
the right, over addresses of trusted proxies, to the first that is none: what stands left
of that anyone can have written.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

import structlog
from litestar.types import ASGIApp, Receive, Scope, Send

from storefront.errors import AddressRefused
from storefront.http.wire import all_of, header

log = structlog.get_logger()

_Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]
_SCHEMES = frozenset({b"http", b"https"})
# Some proxies say no more than one of these.
_FORWARDED = frozenset(
    {
        *(b"forwarded", b"via", b"x-real-ip"),
        *(b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto"),
    }
)
# One customer of a provider has at least so much of IPv6.
_HOUSEHOLD_BITS = 64


class TrustedProxies:
    """Puts the true address and scheme of a request into its scope."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._trusted = networks(trusted, "shop.trusted_proxies")
        self._warned = False

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return `app` with this around it."""

        async def known(scope: Scope, receive: Receive, send: Send) -> None:
            if within(client(scope), self._trusted):
                self._believe(scope)
            elif not self._warned and is_loopback(client(scope)) and _forwarded(scope):
                self._warned = True
                log.warning("proxy_not_trusted", advice="set shop.trusted_proxies")
            state = scope["state"]
            state["plain"] = scope["scheme"] == "http" and not is_near(scope)
            await app(scope, receive, send)

        return known

    def _believe(self, scope: Scope) -> None:
        scheme = all_of(scope, b"x-forwarded-proto").rpartition(b",")[2].strip()
        if scheme in _SCHEMES:
            scope["scheme"] = scheme.decode()
        heard = all_of(scope, b"x-forwarded-for").decode("latin-1")
        for text in reversed(heard.split(",")):
            address = _written(text)
            if address is None:
                return
            scope["client"] = (str(address), 0)
            if not within(str(address), self._trusted):
                return


def networks(texts: Sequence[str], setting: str) -> Networks:
    """Return the addresses and ranges of a setting as networks."""
    found = []
    for text in texts:
        try:
            found.append(ip_network(text, strict=False))
        except ValueError:
            raise AddressRefused(
                f"{setting} = {text!r}: expected an address or a range of them, as in"
                " 192.0.2.7 or 10.0.0.0/8"
            ) from None
    return tuple(found)


def client(scope: Scope) -> str:
    """Return the address of who asks; empty for a visitor without one."""
    return scope["client"][0] if scope.get("client") else ""  # type: ignore[index]


@lru_cache(4096)
def within(address: str, trusted: Networks) -> bool:
    """Say whether `address` lies in one of `trusted`."""
    found = _written(address)
    return found is not None and any(found in network for network in trusted)


@lru_cache(4096)
def is_loopback(address: str) -> bool:
    """Say whether `address` is of this machine."""
    found = _written(address)
    return found is not None and found.is_loopback


@lru_cache(4096)
def household(address: str) -> str:
    """Return what one visitor cannot change at will: IPv6 gives everyone many."""
    found = _written(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _HOUSEHOLD_BITS), strict=False))
    return address if found is None else str(found)


def is_near(scope: Scope) -> bool:
    """Say whether a request comes from this machine, and not through a proxy on it.

    A proxy says so in a header, or passes on the name that the visitor asked for, or
    both. One that does neither looks like this machine: it has to be told to.
    """
    if not is_loopback(client(scope)) or _forwarded(scope):
        return False
    host = header(scope, b"host")
    return host is not None and _is_own(host.decode("latin-1"))


@lru_cache(64)
def _is_own(host: str) -> bool:
    """Say whether `host` is a name of this machine that only itself has."""
    if is_loopback(host):
        return True
    name = host.lower().partition(":")[0].rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _forwarded(scope: Scope) -> bool:
    return any(name in _FORWARDED for name, _ in scope["headers"])


def _written(text: str) -> _Address | None:
    """Return the address in `text`, which may have a port; None if there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
