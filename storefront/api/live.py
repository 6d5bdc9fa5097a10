"""Prices and availability as they change: server-sent events, from this process's memory.

    id: 4711                      a mark; sent back as Last-Event-ID, it goes on there
    event: change
    data: {"sku": ..., "price_minor": ..., ...}
    : still here                  a comment, so that nobody on the way gives up

A stream ends by itself after some minutes, when the shop closes, or when its reader
goes; browsers come back by themselves and miss nothing.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence

import msgspec
from litestar import Response, get, head
from litestar.response import Stream

from ledger.states import ShelfState
from storefront.api import asked, shapes
from storefront.api.reading import arguments
from storefront.catalogue.item import Item
from storefront.http.proxy import client, household
from storefront.pages.visit import Asked
from storefront.parts import Parts

EVERY_S = 1.0
_SILENT_S, _LASTS_S = 15.0, 600.0
# A household, or an office behind one address, has several pages open.
MOST_OF_ONE, MOST_OF_ALL = 24, 500
_LONGEST_MARK = 18
_MEDIA_TYPE = "text/event-stream"


class Streams:
    """Counts the streams that are open, of each reader and of all."""

    def __init__(self) -> None:
        self.open: Counter[str] = Counter()

    def has_room(self, reader: str) -> bool:
        """Say whether `reader` may have one more."""
        return self.open[reader] < MOST_OF_ONE and self.open.total() < MOST_OF_ALL

    async def counted(
        self, reader: str, told: AsyncIterator[bytes]
    ) -> AsyncIterator[bytes]:
        """Pass `told` on, and count it from its first word to its end."""
        self.open[reader] += 1
        try:
            async for event in told:
                yield event
        finally:
            self.open[reader] -= 1
            if not self.open[reader]:
                del self.open[reader]


STREAMS = Streams()


@get("/live", sync_to_thread=False)
def live(request: Asked) -> Stream | Response[None]:
    """Tell of products as they change."""
    wanted = arguments(request, asked.Live)
    parts: Parts = request.app.state["parts"]
    reader = household(client(request.scope))
    if not STREAMS.has_room(reader):
        # A browser that is answered so does not come back by itself.
        return Response(None, status_code=204)
    told = _told(parts, wanted.sku, _mark(request, wanted.after))
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return Stream(
        STREAMS.counted(reader, told), media_type=_MEDIA_TYPE, headers=headers
    )


@head("/live", media_type=_MEDIA_TYPE, sync_to_thread=False)
def live_head(request: Asked) -> None:
    """Say that there is such a stream, and open none."""
    arguments(request, asked.Live)


async def _told(
    parts: Parts, skus: Sequence[str], mark: int | None
) -> AsyncIterator[bytes]:
    wanted = frozenset(skus)
    silent_s = lasted_s = 0.0
    yield b"retry: 3000\n\n"
    is_closing = False
    while lasted_s < _LASTS_S and not is_closing:
        mark, told = _news(parts, wanted, mark)
        for event in told:
            silent_s = 0.0
            yield event
        if silent_s >= _SILENT_S:
            silent_s = 0.0
            yield b": still here\n\n"
        is_closing = await parts.closing.within(EVERY_S)
        silent_s += EVERY_S
        lasted_s += EVERY_S


def _news(
    parts: Parts, wanted: frozenset[str], mark: int | None
) -> tuple[int, list[bytes]]:
    """Return what is new of `wanted` after `mark`, and the mark it is told up to."""
    shelf = parts.catalogue.shelf()
    over = parts.live.over(shelf.price_mark)
    if mark is None or mark < shelf.price_mark:
        # What changed before the snapshot is in it: all is told as it is.
        items = (shelf.item(sku) for sku in sorted(wanted))
        now = [over.laid_over(item) for item in items if item]
        return over.mark, [_event(over.mark, one) for one in now]
    if over.mark <= mark:
        return mark, []
    # A stream follows few products, and many streams ask each second.
    states = [one for one in over.states(wanted).values() if one.mark > mark]
    states.sort(key=lambda one: one.mark)
    return over.mark, [_event(one.mark, one) for one in states]


def _mark(request: Asked, after: int) -> int | None:
    """Return where the reader was; what is no mark is passed over, as browsers do."""
    sent = request.headers.get("last-event-id", "")
    if sent.isascii() and sent.isdigit() and len(sent) <= _LONGEST_MARK:
        return int(sent)
    return after if after >= 0 else None


def _event(mark: int, state: Item | ShelfState) -> bytes:
    change = msgspec.convert(state, shapes.Change, from_attributes=True)
    data = msgspec.json.encode(change)
    return b"id: %d\nevent: change\ndata: %s\n\n" % (mark, data)
