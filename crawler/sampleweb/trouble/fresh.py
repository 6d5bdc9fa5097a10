"""Pages that can say "not modified"."""

from crawler.sampleweb.render import Place
from crawler.sampleweb.trouble.plain import Rooms, raw
from crawler.sampleweb.wire import validated

_SINCE = "Mon, 05 Jan 2026 08:00:00 GMT"


def rooms(place: Place) -> Rooms:
    """Return the host with validators."""
    return Rooms(
        raw(place, "/etag", "an ETag", lambda body: validated(body, '"v1-etag"', ""))
        | raw(
            place,
            "/weak",
            "a weak ETag",
            lambda body: validated(body, 'W/"v1-weak"', ""),
        )
        | raw(
            place,
            "/modified",
            "Last-Modified",
            lambda body: validated(body, "", _SINCE),
        )
        | raw(place, "/both", "both", lambda body: validated(body, '"v1-both"', _SINCE))
    )
