"""Boards that follow what goes on: a stream says that something changed.

    event: change     the page would be another one now: htmx fetches it and swaps it
    event: over       the login has ended: the page is loaded anew, and asks who comes
    : still here      a comment, so that nobody on the way gives up

A stream ends with its login, when the shop closes, or by itself after ten minutes;
browsers come back by themselves.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from litestar import Response, get
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Stream

from ledger import logins
from storefront.api.live import Streams
from storefront.console.aside import aside
from storefront.console.boards import BOARDS
from storefront.console.desk import Board, board_page, parts_of, plain, platform_of
from storefront.console.door import VIEWER, Keeper
from storefront.console.platform import Platform
from storefront.pages.visit import Asked
from storefront.parts import Parts

EVERY_S = 2.0
_SILENT_S, _LASTS_S = 14.0, 600.0
STREAMS = Streams()


@get("/live/{name:str}", opt=VIEWER)
async def live(request: Asked, name: FromPath[str]) -> Stream | Response[None]:
    """Tell that a board has changed."""
    board, keeper = BOARDS.get(name), Keeper.of(request)
    if board is None:
        raise NotFoundException
    if not keeper.user.may(board.role):
        raise PermissionDeniedException
    if not STREAMS.has_room(keeper.user.name):
        # A browser that is answered so does not come back by itself.
        return Response(None, status_code=204)
    query = plain(request.query_params.items())
    mark = request.headers.get("last-event-id") or query.pop("mark", "")
    query.pop("mark", None)
    page = _Page(parts_of(request), platform_of(request), board, keeper, query)
    told = _told(page, mark)
    return Stream(
        STREAMS.counted(keeper.user.name, told),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """The page that somebody has open."""

    parts: Parts
    platform: Platform | None
    board: Board
    keeper: Keeper
    query: Mapping[str, str]

    def mark(self) -> str | None:
        """Return the mark of the page as it is now; None where nobody is logged in."""
        with self.parts.ledger.read() as connection:
            login = logins.who(connection, self.keeper.id, self.parts.clock())
        if login is None or not login.user.may(self.board.role):
            return None
        keeper = Keeper(self.keeper.id, login)
        made = board_page(self.parts, self.platform, self.board, keeper, self.query)
        return made.mark


async def _told(page: _Page, mark: str) -> AsyncIterator[bytes]:
    silent_s = lasted_s = 0.0
    yield b"retry: 3000\n\n"
    is_closing = False
    while lasted_s < _LASTS_S and not is_closing:
        now = await aside(page.mark)
        if now is None:
            yield b"event: over\ndata: -\n\n"
            return
        if now != mark:
            mark, silent_s = now, 0.0
            yield b"id: %s\nevent: change\ndata: -\n\n" % now.encode()
        elif silent_s >= _SILENT_S:
            silent_s = 0.0
            yield b": still here\n\n"
        is_closing = await page.parts.closing.within(EVERY_S)
        silent_s += EVERY_S
        lasted_s += EVERY_S


HANDLERS = (live,)
