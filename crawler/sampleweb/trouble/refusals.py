"""Refusals: gone, forbidden, too many, out of order; some for good, some only once."""

from dataclasses import replace

from crawler.sampleweb.page import Response
from crawler.sampleweb.render import Place
from crawler.sampleweb.site import Maker
from crawler.sampleweb.trouble.plain import Rooms, raw
from crawler.sampleweb.wire import HTML, whole

# Long past, so a client that reads dates may come back at once.
_PAST = "Wed, 21 Oct 2015 07:28:00 GMT"


def rooms(place: Place) -> Rooms:
    """Return the host that says no."""
    again = str(place.settings.retry_after_s)
    makers: dict[str, Maker] = {}
    for status in (400, 403, 404, 410, 451, 500, 502):
        makers |= _refused(place, f"/{status}", status)
    for status in (429, 503):
        makers |= _refused(place, f"/{status}", status, again)
        makers |= _refused(place, f"/{status}-date", status, _PAST)
        makers |= _refused(place, f"/{status}-garbage", status, "soon")
        makers |= _recovers(place, f"/{status}-once", status, again)
    return Rooms(makers)


def _refused(place: Place, path: str, status: int, retry: str = "") -> dict[str, Maker]:
    headers = (("Retry-After", retry),) if retry else ()
    note = f"answers {status}" + (f", Retry-After {retry}" if retry else "")
    return raw(place, path, note, lambda body: whole(status, body, HTML, headers))


def _recovers(place: Place, path: str, status: int, retry: str) -> dict[str, Maker]:
    headers = (("Retry-After", retry),)

    def made(body: bytes) -> Response:
        no = whole(status, b"<h1>Come back later</h1>", HTML, headers)
        return replace(whole(200, body), first=(no,))

    return raw(place, path, f"answers {status} once, then 200", made)
