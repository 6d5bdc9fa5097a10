"""Cookies that hosts set while a crawl runs, kept and sent back as RFC 6265 says.

A jar lives as long as its crawl. It is keyed by registrable domain, beyond which no
cookie can reach, and bounded in every direction, for hosts may set what they like.
"""

from collections import OrderedDict
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import msgspec

from frontier.urls import domain

_MOST_DOMAINS = 10_000
_MOST_COOKIES = 50
_LONGEST = 4_096


class Cookie(msgspec.Struct, frozen=True):
    """One cookie and where it belongs."""

    name: str
    value: str
    domain: str
    path: str
    secure: bool
    only_host: bool
    until: float | None


_Cookies = dict[tuple[str, str, str], Cookie]


class Jar:
    """The cookies of one crawl."""

    def __init__(self) -> None:
        self._domains: OrderedDict[str, _Cookies] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._domains)

    def keep(self, url: str, headers: Iterable[str], now: float) -> bool:
        """Take in the Set-Cookie headers of an answer; return whether it had any."""
        changed = False
        for text in headers:
            cookie = parse(text, url, now)
            if cookie is None:
                continue
            cookies = self._cookies_of(domain(cookie.domain))
            key = cookie.domain, cookie.path, cookie.name
            known = cookies.pop(key, None)
            if cookie.until is not None and cookie.until <= now:
                changed |= known is not None  # that is how a host takes one back
                continue
            if len(cookies) >= _MOST_COOKIES:
                del cookies[next(iter(cookies))]
            cookies[key] = cookie
            changed |= cookie != known
        return changed

    def for_host(self, host: str) -> list[Cookie]:
        """Return the cookies that some page of `host` may get."""
        cookies = self._domains.get(domain(host), {})
        return [cookie for cookie in cookies.values() if _reaches(cookie, host)]

    def _cookies_of(self, name: str) -> _Cookies:
        if name not in self._domains and len(self._domains) >= _MOST_DOMAINS:
            self._domains.popitem(last=False)
        cookies = self._domains.setdefault(name, {})
        self._domains.move_to_end(name)
        return cookies


def sent(cookies: Iterable[Cookie], url: str, now: float) -> str:
    """Return the Cookie header for `url`, of cookies that reach its host."""
    parts = urlsplit(url)
    path, secure = parts.path or "/", parts.scheme == "https"
    fit = [
        cookie
        for cookie in cookies
        if (secure or not cookie.secure)
        and (cookie.until is None or cookie.until > now)
        and _below(path, cookie.path)
    ]
    # The more exact path goes first (RFC 6265, 5.4).
    fit.sort(key=lambda cookie: -len(cookie.path))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in fit)


def parse(text: str, url: str, now: float) -> Cookie | None:
    """Return the cookie that a Set-Cookie header of `url` sets, None for none."""
    pair, *rest = text.split(";")
    name, equals, value = (part.strip() for part in pair.partition("="))
    clean = len(text) <= _LONGEST and text.isprintable() and text.isascii()
    if not (equals and name and clean):
        return None
    facts = {}
    for part in rest:
        key, _, said = part.partition("=")
        facts[key.strip().lower()] = said.strip()
    parts = urlsplit(url)
    host = parts.hostname or ""
    reach = facts.get("domain", "").lstrip(".").lower()
    if reach and not _may_set(host, reach):
        return None
    path = facts.get("path", "")
    return Cookie(
        name=name,
        value=value,
        domain=reach or host,
        path=path if path.startswith("/") else _folder(parts.path),
        secure="secure" in facts,
        only_host=not reach,
        until=_end(facts, now),
    )


def _may_set(host: str, reach: str) -> bool:
    """Return whether `host` may set a cookie for `reach`: its own domain, no suffix."""
    within = host == reach or host.endswith(f".{reach}")
    # A public suffix is its own domain, and so is its host.
    return within and (host == reach or _covers(domain(host), reach))


def _covers(registrable: str, reach: str) -> bool:
    return reach == registrable or reach.endswith(f".{registrable}")


def _reaches(cookie: Cookie, host: str) -> bool:
    if cookie.domain == host:
        return True
    return not cookie.only_host and host.endswith(f".{cookie.domain}")


def _below(path: str, root: str) -> bool:
    if not path.startswith(root):
        return False
    return len(path) == len(root) or root.endswith("/") or path[len(root)] == "/"


def _folder(path: str) -> str:
    return path[: path.rfind("/")] or "/" if path.startswith("/") else "/"


def _end(facts: dict[str, str], now: float) -> float | None:
    age = facts.get("max-age", "")
    if age.lstrip("-").isdecimal() and len(age) < 16:
        return now + int(age)
    if "expires" not in facts:
        return None
    try:
        return parsedate_to_datetime(facts["expires"].replace("-", " ")).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None  # an end that cannot be read is none
