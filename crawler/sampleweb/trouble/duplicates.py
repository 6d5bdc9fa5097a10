"""The same page under many addresses, pages that only look found, and traps without end."""

import re
from functools import partial

from crawler.sampleweb.dice import number
from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place
from crawler.sampleweb.site import Maker
from crawler.sampleweb.trouble.plain import Draft, Rooms, plain, room
from crawler.sampleweb.wire import whole

_SAME = ("/tea", "/tea?utm_source=mail", "/tea/index.html", "/TEA", "/tea?b=2&a=1")
_MONTH = re.compile(r"/calendar/([0-9]{4})-([0-9]{2})$")
_SESSION = re.compile(r"/story/([1-3])\?sid=[0-9a-f]+$")
_DEEPER = re.compile(r"/deeper/(?:again/)*$")
_FACETS = re.compile(r"/shelf\?[a-z0-9=&]*$")


def duplicates(place: Place) -> Rooms:
    """Return the host that repeats itself."""
    makers: dict[str, Maker] = {path: _same(place, path) for path in _SAME}
    canonical = f'<link rel="canonical" href="{place.origin}/coffee">\n'
    for path in ("/coffee", "/coffee?ref=7", "/print/coffee"):
        makers |= room(
            place, path, Draft("Coffee, by its canonical name", head=canonical)
        )
    makers["/missing"] = lambda: _soft(place, "/missing")
    return Rooms(makers, beyond=lambda path: _soft(place, path))


def _same(place: Place, path: str) -> Maker:
    body = plain(place, "/tea", Draft("One page, many addresses")).response

    def made() -> Page:
        return Page(plain(place, path, Draft("One page, many addresses")).truth, body)

    return made


def _soft(place: Place, path: str) -> Page:
    """Return the 200 that should be a 404: the same text for every address."""
    page = plain(place, path, Draft("soft 404"))
    home = f'<a href="{place.origin}/">Home</a>'
    body = f"<title>Page not found</title><h1>Sorry, page not found</h1>{home}"
    links = (f"{place.origin}/",)
    return Page(page.about(links=links).truth, whole(200, body.encode()))


def traps(place: Place) -> Rooms:
    """Return the host whose links never end."""
    starts = ("/calendar/2026-01", "/story/1?sid=0", "/deeper/", "/shelf?size=m")
    makers: dict[str, Maker] = {path: partial(_start, place, path) for path in starts}
    return Rooms(makers, beyond=lambda path: _trap(place, path))


def _start(place: Place, path: str) -> Page:
    return _trap(place, path) or _soft(place, path)


def _trap(place: Place, path: str) -> Page | None:
    if month := _MONTH.match(path):
        return _linked(place, path, "a calendar without end", _months(month))
    if _SESSION.match(path):
        sid = f"{number(path):x}"  # another one on each page
        targets = [f"/story/{at}?sid={sid}" for at in (1, 2, 3)]
        return _linked(place, path, "session ids in links", targets)
    if _DEEPER.match(path):
        return _linked(place, path, "relative links that pile up", ["again/"])
    if _FACETS.match(path):
        facets = ("size=l", "colour=red", "sort=price", "page=2", "view=grid")
        targets = [f"{path}&{facet}" for facet in facets]
        return _linked(place, path, "filters that add up", targets)
    return None


def _months(month: re.Match[str]) -> list[str]:
    at = int(month[1]) * 12 + int(month[2]) - 1
    return [
        f"/calendar/{(n // 12) % 10_000:04d}-{n % 12 + 1:02d}" for n in (at - 1, at + 1)
    ]


def _linked(place: Place, path: str, note: str, targets: list[str]) -> Page:
    return plain(place, path, Draft(note, tuple((target, "") for target in targets)))
