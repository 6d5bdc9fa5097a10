"""Host names to addresses: the operator's own table first, private networks refused.

The check stands where a name becomes an address, so a redirect or a hostile DNS
answer that leads into the operator's network is refused as a plain link to it is.
"""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer

from crawler.errors import AddressRefused
from crawler.wire.refusals import refusal
from frontier.addresses import is_public

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

# Names whose address was refused; a process runs one crawl.
REFUSED: set[str] = set()


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
