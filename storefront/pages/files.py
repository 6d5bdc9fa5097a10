"""What a page is made with: style sheet, scripts, logo, drawings and pictures."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from storefront.art import scene
from storefront.pages.assets import FOR_EVER
from storefront.pages.pictures import PICTURE
from storefront.pages.visit import Asked, Visit


@get("/static/{name:str}", sync_to_thread=False)
def static(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Send a file of the shop's own under the name that holds its digest."""
    asset = Visit.of(request).shop.templates.assets.get(name)
    if asset is None:
        raise NotFoundException("This shop has no such file.")
    return _kept(asset.content, asset.media_type)


@get("/art/{version:str}/{name:str}", sync_to_thread=False)
def art(version: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Draw the picture that `name` says."""
    parts = scene.NAME.fullmatch(name.removesuffix(".svg"))
    drawn = scene.draw(*parts.groups()) if parts else None
    if drawn is None or version != scene.VERSION:
        raise NotFoundException("This shop has no such picture.")
    return _kept(drawn.encode(), "image/svg+xml")


@get("/images/{name:str}", sync_to_thread=True)
def image(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Send a copy of a picture; its name is the digest of what it shows."""
    parts = PICTURE.fullmatch(name)
    shelf = Visit.of(request).shelf
    file = shelf.picture(parts[1], int(parts[2])) if parts else None
    if file is None:
        raise NotFoundException("This shop has no such picture.")
    return _kept(file.read_bytes(), "image/webp")


def _kept(content: bytes, media_type: str) -> Response[bytes]:
    return Response(content, media_type=media_type, headers={"cache-control": FOR_EVER})


HANDLERS = (static, art, image)
