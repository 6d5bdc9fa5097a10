"""Host names to addresses: the operator's own table first, private networks refused.

The check stands where a name becomes an address, so a redirect or a hostile DNS
answer that leads into the operator's network is refused as a plain link to it is.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer

from crawler.errors import AddressRefused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

Address = IPv4Address | IPv6Address

# Names whose address was refused; a process runs one crawl.
REFUSED: set[str] = set()
# IPv6 addresses that carry an IPv4 address in their last four bytes.
_CARRIERS = (IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))


class Resolver(CachingThreadedResolver):
    """Scrapy's resolver behind a table of known names and a refusal of private ones."""

    table: Mapping[str, str]
    allow_private: bool

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> "Resolver":
        """Make the resolver that the setting DNS_RESOLVER asks for."""
        made = super().from_crawler(crawler, reactor)
        made.table = crawler.settings.getdict("HARVESTMAN_RESOLVE")
        made.allow_private = crawler.settings.getbool("HARVESTMAN_ALLOW_PRIVATE")
        return made

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: Sequence[int] = ()
    ) -> "Deferred[str]":
        """Return the address of `name`, if it may be asked."""
        known = self.table.get(name)
        found = (
            defer.succeed(known)
            if known is not None
            else super().getHostByName(name, timeout)
        )
        found.addCallback(self._allowed, name)
        return found

    def _allowed(self, address: str, name: str) -> str:
        if self.allow_private or is_public(ip_address(address)):
            return address
        REFUSED.add(name)
        raise AddressRefused(refusal(name, address))


def refusal(name: str, address: str) -> str:
    """Return the sentence that says why `name` is not asked."""
    return f"{name} has the address {address}, which is private; see --allow-private"


def is_public(address: Address) -> bool:
    """Return whether `address`, or the one it carries, is one of the open internet."""
    inner = _carried(address)
    local = isinstance(inner, IPv6Address) and inner.is_site_local
    return inner.is_global and not (inner.is_multicast or local)


def _carried(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if any(address in carrier for carrier in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def literal_address(name: str) -> Address | None:
    """Return the address that the host `name` spells out, or None."""
    try:
        return ip_address(name.strip("[]"))
    except ValueError:
        return None
