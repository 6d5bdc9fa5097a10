"""Proxies that an operator has: which one a host is asked through, and which ones rest.

A host keeps its proxy, by rendezvous hashing: each pair of host and proxy has a rank, and
the healthy proxy of the highest rank is taken. So a proxy that fails takes its own hosts
along and no others, and they come back to it. Which host a wall stands at decides nothing
here: a host that wants us gone is left alone, and not asked from another address.
"""

from base64 import b64encode
from collections.abc import Callable
from math import inf
from typing import Literal
from urllib.parse import unquote, urlsplit

import mmh3
import msgspec
import structlog

from crawler.errors import BadProxy

log = structlog.get_logger()

# A proxy may drop a connection now and then; three in a row are no accident.
_FAILURES = 3
_REST_S, _LONGEST_S = 30.0, 3600.0
# So many hosts are remembered; ranks are cheap to find again.
_REMEMBERED = 100_000

Outcome = Literal["ok", "failed"]


class Health(msgspec.Struct):
    """How a proxy does; `name` is its address without user and password."""

    name: str
    asked: int = 0
    failed: int = 0
    in_a_row: int = 0
    rests_until: float = 0.0
    rests: int = 0


class Proxies:
    """The proxies of one crawl; without any, every host is asked directly."""

    def __init__(self, urls: tuple[str, ...], clock: Callable[[], float]) -> None:
        self._now = clock
        self.health = {url: Health(shown(url)) for url in dict.fromkeys(urls)}
        for number, url in enumerate(self.health, 1):
            _check(url, number)
        self._kept: dict[str, str] = {}
        self._back_at = inf  # when the first resting proxy comes back

    def choose(self, host: str) -> str | None:
        """Return the proxy for `host`; empty means none, None that all of them rest.

        When all rest the host has to wait: nobody asked to have it met directly.
        """
        if not self.health:
            return ""
        now = self._now()
        if now >= self._back_at:
            self._kept.clear()  # a rest is over, and the hosts go back
            self._back_at = min(
                (
                    one.rests_until
                    for one in self.health.values()
                    if one.rests_until > now
                ),
                default=inf,
            )
        kept = self._kept.get(host)
        if kept is not None and self.health[kept].rests_until <= now:
            return kept
        healthy = [url for url, one in self.health.items() if one.rests_until <= now]
        if not healthy:
            return None
        found = max(healthy, key=lambda url: mmh3.hash64(f"{host} {url}")[0])
        if len(self._kept) >= _REMEMBERED:
            self._kept.clear()
        self._kept[host] = found
        return found

    def told(self, proxy: str, outcome: Outcome) -> None:
        """Take in how an exchange through `proxy` went; what the host said is no part."""
        health = self.health.get(proxy)
        if health is None:
            return
        health.asked += 1
        if outcome == "ok":
            health.in_a_row = health.rests = 0
            return
        health.failed += 1
        health.in_a_row += 1
        # After a rest one failure is enough for a longer one.
        if health.in_a_row < _FAILURES and not health.rests:
            return
        # Of requests that were under way together only the first begins a rest.
        if self._now() < health.rests_until:
            return
        rest_s = min(_REST_S * 2**health.rests, _LONGEST_S)
        health.rests = min(health.rests + 1, 16)
        health.rests_until = self._now() + rest_s
        self._back_at = min(self._back_at, health.rests_until)
        # By its place too: the log hides a text that is the whole setting, as one without
        # a password is.
        place = list(self.health).index(proxy) + 1
        log.warning("proxy_rests", place=place, proxy=health.name, seconds=rest_s)

    def ready_at(self) -> float | None:
        """Return when the first proxy has rested; None while one is ready."""
        if not self.health:
            return None
        soonest = min(health.rests_until for health in self.health.values())
        return soonest if soonest > self._now() else None


def shown(url: str) -> str:
    """Return the address of a proxy as it may be logged: no user, no password."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "?"
    return f"{parts.scheme}://{parts.hostname or '?'}{port}"


def told_apart(url: str) -> tuple[str, bytes]:
    """Return a proxy's address and the Proxy-Authorization that it wants, if any."""
    parts = urlsplit(url)
    if parts.username is None:
        return shown(url), b""
    user, password = unquote(parts.username), unquote(parts.password or "")
    return shown(url), b"Basic " + b64encode(f"{user}:{password}".encode())


def _check(url: str, number: int) -> None:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port
    except ValueError:
        whole = False
    if not whole or any(letter.isspace() for letter in url):
        # Its text may hold a password, so the place in the list names it.
        raise BadProxy(
            f"crawl.proxies: the proxy in place {number} is no"
            " http://user:password@host:port; write its scheme, host and port"
        )
