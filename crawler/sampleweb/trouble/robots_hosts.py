"""Hosts that differ in their robots.txt, each with an open and a private page."""

from collections.abc import Callable
from functools import partial

from crawler.sampleweb.page import Page, Response
from crawler.sampleweb.render import Place, file_page
from crawler.sampleweb.trouble.plain import TEXT, Draft, Rooms, room
from crawler.sampleweb.wire import HTML, whole

_PRIVATE = ("/private/",)
_RULES = b"User-agent: *\nDisallow: /private/\n"
_NOISE = b"# " + b"every rule has its reason " * 3 + b"\n"
DISALLOW = {
    "robots-some.test": _PRIVATE,
    "robots-503.test": ("/",),  # RFC 9309: unreachable rules mean fetch nothing
    "robots-redirect.test": _PRIVATE,
    "robots-huge.test": _PRIVATE,
    "robots-broken.test": _PRIVATE,
}


def _text(body: bytes) -> Response:
    return whole(200, body, TEXT)


def _answers() -> dict[str, tuple[str, Callable[[], Response]]]:
    moved = (("Location", "/rules/robots.txt"),)
    # A byte order mark, NULs, Latin-1, a lone CR and lines that are no rules.
    broken = b"\xef\xbb\xbf\x00\xff\xfe<html>\nCaf\xe9: yes\n\rUser-Agent : *\r\n"
    return {
        "robots-allow.test": (
            "allows everything", lambda: _text(b"User-agent: *\nDisallow:\n")),
        "robots-some.test": (
            "forbids one folder",
            lambda: _text(_RULES + b"Allow: /private/open\n\nUser-agent: rude\nDisallow: /\n")),
        "robots-delay.test": (
            "asks for a pause", lambda: _text(b"User-agent: *\nCrawl-delay: 1\nDisallow:\n")),
        "robots-404.test": ("is missing", lambda: whole(404, b"<h1>Not found</h1>")),
        "robots-503.test": ("is out of order", lambda: whole(503, b"<h1>Sorry</h1>")),
        "robots-redirect.test": (
            "lies elsewhere", lambda: whole(301, b"", HTML, moved)),
        "robots-huge.test": (
            "is longer than 500 KiB", lambda: _text(_RULES + _NOISE * 8_000)),
        "robots-broken.test": (
            "has broken bytes",
            lambda: _text(broken + b"Disallow: /private/\r\nnonsense\r\n\x00\x00")),
    }  # fmt: skip


def _rooms(host: str, place: Place) -> Rooms:
    note, answer = _answers()[host]
    makers = room(place, "/open", Draft("An open page"))
    makers |= room(place, "/private/page", Draft("A private page"))
    hidden: tuple[str, ...] = ()
    if host == "robots-redirect.test":
        path = "/rules/robots.txt"
        makers[path] = lambda: file_page(place, path, "robots", _text(_RULES))
        hidden = (path,)
    if host == "robots-some.test":
        makers["/private/open"] = lambda: _excepted(place)

    def rules() -> Page:
        return file_page(place, "/robots.txt", "robots", answer(), f"robots.txt {note}")

    return Rooms(makers, rules, hidden=hidden)


def _excepted(place: Place) -> Page:
    made = room(place, "/private/open", Draft("Allowed by the longer rule"))
    return made["/private/open"]().about(robots_allowed=True)


BUILDERS: dict[str, Callable[[Place], Rooms]] = {
    host: partial(_rooms, host) for host in _answers()
}
