"""How one crawl behaves towards hosts: as whom, by which way, and what about their walls.

What a lane needs of manners/identity.py, manners/proxies.py and manners/blocks.py, one call at each moment: before
it asks, when an answer came, when none came, and now and then.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import ConnectFailed, DnsFailed, ProxyFailed
from crawler.manners.blocked import Verdict, verdict
from crawler.manners.blocks import Blocks
from crawler.manners.identity import Identity
from crawler.manners.proxies import Proxies
from crawler.permit import Permits, find_solver

if TYPE_CHECKING:
    from crawler.exchange import Answer, Headers
    from crawler.settings import CrawlSettings
    from frontier.frontier import Frontier
    from frontier.values import Lease


class Conduct:
    """The conduct of one crawl."""

    def __init__(
        self,
        home: Path,
        frontier: "Frontier",
        settings: "CrawlSettings",
        now: Callable[[], float],
    ) -> None:
        self._frontier, self._now = frontier, now
        self._waiting: dict[str, list[Lease]] = {}  # behind walls, by host
        self.identity = Identity(settings, now)
        self.proxies = Proxies(settings.proxies, now)
        permits = (
            Permits(find_solver(settings.solver), home, self.identity, now)
            if settings.solver
            else None
        )
        self.blocks = Blocks(frontier, settings, now, permits)

    def headers(self, host: str, url: str) -> "Headers":
        """Return the headers for a request."""
        return self.identity.headers(host, url)

    def way(self, host: str) -> str | None:
        """Return the proxy for `host`, empty for none; None: all rest, let it wait."""
        return self.proxies.choose(host)

    def ready_at(self) -> float | None:
        """Return when a host may be asked next, and through a proxy if there are some."""
        ready_at, rested_at = self._frontier.next_ready_at(), self.proxies.ready_at()
        if ready_at is None or rested_at is None:
            return ready_at
        return max(ready_at, rested_at)

    def came(
        self, host: str, answer: "Answer", proxy: str = "", first: str = ""
    ) -> Verdict | None:
        """Take in an answer; return the wall that it is, None for what it says it is.

        `first` is the address from which redirects led here, empty when none did.
        """
        if b"set-cookie" in answer.fields:
            self.identity.heard(answer.url, answer.headers)
        if proxy:
            self.proxies.told(proxy, "ok")
        return self.blocks.came(host, answer, verdict(answer, first))

    def missed(self, error: Exception, proxy: str = "") -> bool:
        """Take in that no answer came; return whether the host was not even reached.

        That is a proxy's fault and says nothing of the URL, which may be asked again.
        """
        if not proxy:
            return False
        unreached = isinstance(error, ConnectFailed | DnsFailed)
        failed = unreached or isinstance(error, ProxyFailed)
        self.proxies.told(proxy, "failed" if failed else "ok")
        return unreached

    def kept(self, asked: bytes) -> bytes:
        """Return a request's head as it may be kept."""
        return self.identity.redacted(asked)

    def shut_out(self, lease: "Lease") -> None:
        """Let a URL behind a wall wait until its host lets us in, or for another call.

        To ask again at once is what a wall is against; the host's other pages may do.
        """
        self._waiting.setdefault(lease.host, []).append(lease)

    def beat(self) -> None:
        """Take up what a person or a solver has decided meanwhile."""
        for host in self.blocks.beat() & self._waiting.keys():
            self._release(self._waiting.pop(host))

    def close(self) -> None:
        """Write down what was counted, and give back what waits for another call."""
        self.blocks.close()
        waiting = [lease for leases in self._waiting.values() for lease in leases]
        self._waiting.clear()
        if waiting:
            self._put_last(waiting)

    def _put_last(self, leases: "list[Lease]") -> None:
        """Give URLs back behind all others of their hosts.

        In their old place the next call would begin with walls, and end with them.
        """
        now = self._now()
        found = self._frontier.schedule(
            [lease.url for lease in leases],
            now,
            priority=-1,
            depth=[lease.depth for lease in leases],
            kind=[lease.kind for lease in leases],
            meta=[lease.meta for lease in leases],
            again=True,
        )
        taken = found.accepted.tolist()
        pairs = list(zip(leases, taken, strict=True))
        # The new entries are in the log before the old ones are done.
        self._frontier.done([one.id for one, new in pairs if new], now, page=False)
        self._release([one for one, new in pairs if not new])

    def _release(self, leases: "list[Lease]") -> None:
        self._frontier.release([lease.id for lease in leases], self._now())
