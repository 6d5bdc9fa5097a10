"""As whom hosts meet the crawler: its name, where to complain, languages, cookies.

The same headers go to every host, one object for all, so that the wire packs them once;
a host that set cookies, or whose owner gave us a pass, gets its own. Nothing here claims
to be a browser, and what is private in a request never reaches the lake.
"""

import re
from collections.abc import Callable, Iterable
from math import inf
from typing import TYPE_CHECKING

from crawler.errors import BadHeader
from crawler.manners.cookies import Jar, sent
from frontier.urls import domain
from frontier.urls import host as host_of

if TYPE_CHECKING:
    from crawler.exchange import Headers
    from crawler.permit import Pass
    from crawler.settings import CrawlSettings

_ACCEPT = b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_MAIL = re.compile(r"[^\s@:/<>]+@[^\s@:/<>]+\.[^\s@:/<>]+")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# What the wire or another setting sends, and what would break a connection's order.
_TAKEN = {
    "user-agent": "set crawl.user_agent instead",
    "accept-language": "set crawl.language instead",
    "from": "set crawl.contact instead",
    **dict.fromkeys(
        ("cookie", "authorization", "proxy-authorization"),
        "a secret belongs in no settings; see docs/politeness.md on passes",
    ),
    **dict.fromkeys(
        ("host", "connection", "content-length", "transfer-encoding", "te", "upgrade",
         "expect", "trailer", "keep-alive", "accept-encoding", "range"),
        "the crawler sends it itself",
    ),
}  # fmt: skip
_PRIVATE = frozenset({b"cookie", b"authorization", b"proxy-authorization"})
_REMEMBERED = 50_000


class Identity:
    """The headers of one crawl's requests."""

    def __init__(self, settings: "CrawlSettings", clock: Callable[[], float]) -> None:
        self._base = base_headers(settings)
        self._keeps = settings.cookies == "session"
        self._now = clock
        self._jar = Jar()
        self._passes: dict[str, Pass] = {}
        self._private = set(_PRIVATE)
        # Headers by host and scheme, where cookies are the same for all its paths, and
        # which hosts of a domain have some: a cookie may reach them all.
        self._dressed: dict[tuple[str, bool], tuple[float, Headers]] = {}
        self._dressed_of: dict[str, set[str]] = {}

    def headers(self, host: str, url: str = "") -> "Headers":
        """Return the headers for a request to `host`; cookies only for a whole `url`."""
        if not url or not (self._jar or self._passes):
            return self._base
        now = self._now()
        key = host, url.startswith("https:")
        kept = self._dressed.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        return self._dress(key, url, now)

    def heard(self, url: str, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep the cookies that an answer of `url` sets."""
        if not self._keeps:
            return
        found = [
            value.decode("latin-1")
            for name, value in headers
            if len(name) == 10 and name.lower() == b"set-cookie"
        ]
        if found and self._jar.keep(url, found, self._now()):
            self._undress(host_of(url))

    def admit(self, host: str, given: "Pass") -> None:
        """Use what the owner of `host` gave us, for that host alone."""
        for name, value in given.headers.items():
            _check(name, value)
        self._passes[host] = given
        self._private |= {name.lower().encode("latin-1") for name in given.headers}
        self._undress(host)

    def redacted(self, asked: bytes) -> bytes:
        """Return a request's head without cookies, passes and passwords."""
        # What Scrapy tells a proxy stands among the headers.
        if not (self._jar or self._passes) and b"roxy-A" not in asked:
            return asked
        first, *lines = asked.split(b"\r\n")
        kept = [
            line
            for line in lines
            if line.partition(b":")[0].strip().lower() not in self._private
        ]
        return b"\r\n".join([first, *kept])

    def _dress(self, key: tuple[str, bool], url: str, now: float) -> "Headers":
        host = key[0]
        cookies = self._jar.for_host(host)
        given = self._passes.get(host)
        if given is not None and given.until is not None and given.until <= now:
            given = None
        said = [sent(cookies, url, now)] if cookies else []
        more: list[tuple[bytes, bytes]] = []
        if given is not None:
            said += [f"{name}={value}" for name, value in given.cookies.items()]
            more = _encoded(given.headers)
        line = "; ".join(text for text in said if text)
        if line:
            more.append((b"Cookie", line.encode("latin-1")))
        named = {name.lower() for name, _ in more}
        base = (pair for pair in self._base if pair[0].lower() not in named)
        made = (*base, *more) if more else self._base
        if all(cookie.path == "/" for cookie in cookies):
            ends = [cookie.until for cookie in cookies if cookie.until is not None]
            if given is not None and given.until is not None:
                ends.append(given.until)
            self._remember(key, min(ends, default=inf), made)
        return made

    def _remember(self, key: tuple[str, bool], until: float, made: "Headers") -> None:
        if len(self._dressed) >= _REMEMBERED:
            self._dressed.clear()
            self._dressed_of.clear()
        self._dressed[key] = until, made
        self._dressed_of.setdefault(domain(key[0]), set()).add(key[0])

    def _undress(self, host: str) -> None:
        for name in self._dressed_of.pop(domain(host), ()):
            self._dressed.pop((name, False), None)
            self._dressed.pop((name, True), None)


def base_headers(settings: "CrawlSettings") -> "Headers":
    """Return the headers that every host gets."""
    found = [
        (b"User-Agent", settings.identity().encode("latin-1", "replace")),
        (b"Accept", _ACCEPT),
    ]
    if settings.language.strip():
        found.append((b"Accept-Language", settings.language.strip().encode("ascii")))
    # RFC 9110 10.1.2: a robot says in From whom to write to.
    if _MAIL.fullmatch(settings.contact):
        found.append((b"From", settings.contact.encode("latin-1", "replace")))
    for name, value in settings.headers.items():
        if name.lower() in _TAKEN:
            raise BadHeader(f"crawl.headers: {name}: {_TAKEN[name.lower()]}")
        _check(name, value)
    named = {name.lower() for name, _ in _encoded(settings.headers)}
    found = [pair for pair in found if pair[0].lower() not in named]
    return (*found, *_encoded(settings.headers))


def _check(name: str, value: str) -> None:
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        plain = False
    else:
        plain = not any(ord(letter) < 32 or ord(letter) == 127 for letter in value)
    if not _NAME.fullmatch(name) or not plain:
        # Its value may be a secret.
        raise BadHeader(
            f"the header {name!r:.80} cannot be sent; a name holds letters, digits and"
            " -, a value is one line of plain text"
        )


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers.items()]
