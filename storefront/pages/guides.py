"""Guides made from what was found, and their files."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

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
    """Send a guide's file under the name that the shop gave it."""
    file = Visit.of(request).shelf.guide_file(key, name)
    if file is None:
        raise NotFoundException("This shop has no such guide.")
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(file.read_bytes(), media_type="application/pdf", headers=headers)


HANDLERS = (guides, guide_file)
