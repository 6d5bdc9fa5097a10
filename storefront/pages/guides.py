"""Guides made from what was found, and their files."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from storefront.pages.visit import Asked, Visit


@get("/guides", sync_to_thread=False)
def guides(request: Asked) -> Response[str]:
    """List the guides."""
    visit = Visit.of(request)
    return visit.page("guides.html", guides=visit.shelf.guides())


@get("/guides/{key:str}/{name:str}", sync_to_thread=True)
def guide_file(
    request: Asked, key: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """Send a guide's file; any other name than its own leads to the right address."""
    shelf = Visit.of(request).shelf
    file = shelf.guide_file(key, name)
    if file is None:
        return _led_on(key, shelf.guide_name(key))
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(file.read_bytes(), media_type="application/pdf", headers=headers)


def _led_on(key: str, name: str | None) -> Response[bytes]:
    """Lead whoever has the address of an older edition to the newest one."""
    if name is None:
        raise NotFoundException("This shop has no such guide.")
    # Not for ever: an edition to come may be called as an older one was.
    return Redirect(f"/guides/{key}/{name}", status_code=302)


HANDLERS = (guides, guide_file)
