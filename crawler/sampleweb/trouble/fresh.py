"""Pages that can say "not modified"."""

from dataclasses import replace

from crawler.sampleweb.page import Response
from crawler.sampleweb.render import Place
from crawler.sampleweb.trouble.plain import Rooms, raw
from crawler.sampleweb.wire import HTML, Headers, head, whole

_SINCE = "Mon, 05 Jan 2026 08:00:00 GMT"


def rooms(place: Place) -> Rooms:
    """Return the host with validators."""

    def valid(body: bytes, etag: str, since: str) -> Response:
        headers: Headers = ()
        if etag:
            headers += (("ETag", etag),)
        if since:
            headers += (("Last-Modified", since),)
        return replace(
            whole(200, body, HTML, headers),
            etag=etag.encode(),
            last_modified=since.encode(),
            not_modified=head(304, headers),
        )

    return Rooms(
        raw(place, "/etag", "an ETag", lambda body: valid(body, '"v1-etag"', ""))
        | raw(
            place, "/weak", "a weak ETag", lambda body: valid(body, 'W/"v1-weak"', "")
        )
        | raw(place, "/modified", "Last-Modified", lambda body: valid(body, "", _SINCE))
        | raw(place, "/both", "both", lambda body: valid(body, '"v1-both"', _SINCE))
    )
