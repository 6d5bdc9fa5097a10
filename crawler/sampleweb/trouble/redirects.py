"""Redirects: every status, chains, loops, relative and missing targets, other hosts."""

import re

from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place
from crawler.sampleweb.site import Maker
from crawler.sampleweb.trouble.plain import Draft, Rooms, room, sent
from crawler.sampleweb.wire import HTML, whole

_LONG = re.compile(r"/long/([0-9]{1,3})$")


def rooms(place: Place) -> Rooms:
    """Return the host with detours."""
    makers: dict[str, Maker] = {}
    for status in (301, 302, 303, 307, 308):
        makers |= _moved(place, f"/{status}", "/end", status)
    for at in range(1, 4):
        makers |= _moved(
            place, f"/chain/{at}", f"/chain/{at + 1}" if at < 3 else "/end"
        )
    makers |= _moved(place, "/loop/a", "/loop/b") | _moved(place, "/loop/b", "/loop/a")
    makers |= _moved(place, "/self", "/self")
    makers |= _moved(place, "/other-host", place.at("robots-allow.test", "/open"))
    makers |= _moved(place, "/relative", "end?from=relative")
    makers |= _moved(place, "/not-http", "mailto:shop@redirects.test")
    makers["/no-location"] = lambda: sent(
        place, "/no-location", "redirects nowhere", whole(302, b"")
    )
    makers["/long/1"] = lambda: _long(place, 1)
    makers |= room(place, "/end", Draft("The end of all detours"))
    makers |= room(place, "/end?from=relative", Draft("The end, by a relative way"))
    hidden = ("/chain/2", "/chain/3", "/loop/b", "/end", "/end?from=relative")
    return Rooms(makers, beyond=lambda path: _beyond(place, path), hidden=hidden)


def _moved(place: Place, path: str, target: str, status: int = 302) -> dict[str, Maker]:
    response = whole(status, b"", HTML, (("Location", target),))
    return {path: lambda: sent(place, path, f"redirects to {target}", response)}


def _long(place: Place, at: int) -> Page:
    return _moved(place, f"/long/{at}", f"/long/{at + 1}")[f"/long/{at}"]()


def _beyond(place: Place, path: str) -> Page | None:
    found = _LONG.match(path)
    return _long(place, int(found[1])) if found else None
