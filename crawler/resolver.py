"""Host names to addresses: the operator's own table first, private networks refused.

The check stands where a name becomes an address, so a redirect or a hostile DNS
answer that leads into the operator's network is refused as a plain link to it is.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer

from crawler.errors import AddressRefused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


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
        if self.allow_private or ip_address(address).is_global:
            return address
        raise AddressRefused(refusal(name, address))


def refusal(name: str, address: str) -> str:
    """Return the sentence that says why `name` is not asked."""
    return f"{name} has the address {address}, which is private; see --allow-private"


def literal_address(name: str) -> IPv4Address | IPv6Address | None:
    """Return the address that the host `name` spells out, or None."""
    try:
        return ip_address(name.strip("[]"))
    except ValueError:
        return None
