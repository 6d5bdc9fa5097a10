"""The sample web as a value: hosts, pages and the truth about them; no sockets.

Sites are built when first asked, pages when first fetched; both are kept. The server in
server.py puts it on the wire.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from crawler.sampleweb.blogs import blog_site
from crawler.sampleweb.forum import forum_site
from crawler.sampleweb.hosts import DEMO, Group, Host, chosen
from crawler.sampleweb.markets import market_site
from crawler.sampleweb.news import news_site
from crawler.sampleweb.page import Page, PageTruth
from crawler.sampleweb.pictures.press import press_site
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.shops.sites import shop_site
from crawler.sampleweb.site import Site
from crawler.sampleweb.trouble.sites import trouble_site

_BUILDERS: dict[Group, Callable[[WebSettings, str], Site]] = {
    "shops": shop_site,
    "markets": market_site,
    "blogs": blog_site,
    "forum": forum_site,
    "news": news_site,
    "press": press_site,
    "trouble": trouble_site,
}


class SampleWeb:
    """All hosts and pages that follow from the settings."""

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        self.hosts: tuple[Host, ...] = chosen(settings.only)
        self._names = {host.name: host for host in self.hosts}
        self._sites: dict[str, Site] = {}
        self._pages: dict[tuple[str, str], Page] = {}

    def has(self, name: str) -> bool:
        """Tell whether a host of this name is on this web."""
        return name in self._names

    def site(self, name: str) -> Site:
        """Return the site on the host called `name`."""
        found = self._sites.get(name)
        if found is None:
            builder = _BUILDERS[self._names[name].group]
            found = self._sites[name] = builder(self.settings, name)
        return found

    def page(self, name: str, path: str) -> Page | None:
        """Return the page at `path` on a host, or None where there is none."""
        found = self._pages.get((name, path))
        if found is None:
            site = self.site(name)
            maker = site.makers.get(path)
            if maker is None:
                return site.beyond(path)
            found = self._pages[name, path] = maker()
        return found

    def paths(self, name: str) -> list[str]:
        """Return the paths of a host that the manifest lists."""
        return list(self.site(name).makers)

    def build(self) -> int:
        """Make every page now, so that serving costs nothing more; return how many."""
        return sum(1 for _ in self.manifest())

    def manifest(self) -> Iterator[PageTruth]:
        """Yield the truth of every page, host by host."""
        for host in self.hosts:
            for path in self.paths(host.name):
                page = self.page(host.name, path)
                if page is not None:
                    yield page.truth

    def write_manifest(self, path: Path) -> int:
        """Write the manifest as JSON lines; return how many."""
        encoder = msgspec.json.Encoder()
        written = 0
        with path.open("wb") as file:
            for truth in self.manifest():
                file.write(encoder.encode(truth) + b"\n")
                written += 1
        return written


def resolve_map(web: SampleWeb) -> dict[str, str]:
    """Return the address of each host, for a crawler's own resolver."""
    return {host.name: host.address for host in web.hosts}


def seeds(web: SampleWeb, kinds: Iterable[Group] = DEMO) -> list[str]:
    """Return the home pages of the hosts of these kinds."""
    wanted = set(kinds)
    port = web.settings.port
    return [f"http://{host.name}:{port}/" for host in web.hosts if host.group in wanted]
