"""Answers that come late, in drops, or not to their end."""

from crawler.sampleweb.page import Drop, Response, Send, Wait
from crawler.sampleweb.render import Place
from crawler.sampleweb.trouble.plain import Rooms, raw
from crawler.sampleweb.wire import HTML, head


def _top(body: bytes) -> bytes:
    return head(200, (("Content-Type", HTML), ("Content-Length", str(len(body)))))


def slow(place: Place) -> Rooms:
    """Return the host that takes its time."""
    slow_s, stall_s = place.settings.slow_s, place.settings.stall_s

    def late(body: bytes) -> Response:
        top = _top(body)
        return Response(200, (Wait(slow_s), Send(top + body)), top)

    def stalled(body: bytes) -> Response:
        top, half = _top(body), len(body) // 2
        steps = (Send(top + body[:half]), Wait(stall_s), Send(body[half:]))
        return Response(200, steps, top)

    def stalled_head(body: bytes) -> Response:
        top = _top(body)
        return Response(
            200, (Send(top[:30]), Wait(stall_s), Send(top[30:] + body)), top
        )

    def trickle(body: bytes) -> Response:
        top, part = _top(body), -(-len(body) // 8)
        parts = [body[at : at + part] for at in range(0, len(body), part)]
        waits = [step for data in parts for step in (Wait(slow_s / 8), Send(data))]
        return Response(200, (Send(top), *waits), top)

    return Rooms(
        raw(place, "/late", "first byte after slow_s", late)
        | raw(place, "/stalled", "stalls in the body", stalled)
        | raw(place, "/stalled-head", "stalls in the head", stalled_head)
        | raw(place, "/trickle", "comes in small parts", trickle)
    )


def drops(place: Place) -> Rooms:
    """Return the host that hangs up."""

    def at_once(body: bytes) -> Response:
        return Response(200, (Drop(),), _top(body), close=True)

    def silent(body: bytes) -> Response:
        return Response(200, (), _top(body), close=True)

    def in_head(body: bytes) -> Response:
        return Response(200, (Send(_top(body)[:30]),), _top(body), close=True)

    def in_body(body: bytes) -> Response:
        top = _top(body)
        return Response(
            200, (Send(top + body[: len(body) // 2]), Drop()), top, close=True
        )

    def after(body: bytes) -> Response:
        # Keep-alive was promised, yet the next request finds a closed connection.
        return Response(200, (Send(_top(body) + body),), _top(body), close=True)

    return Rooms(
        raw(place, "/reset", "resets the connection", at_once)
        | raw(place, "/silent", "closes without a byte", silent)
        | raw(place, "/in-head", "closes in the head", in_head)
        | raw(place, "/in-body", "resets in the body", in_body)
        | raw(place, "/after", "closes after a whole answer", after)
    )
