"""The pictures that makers give to all who sell their goods: the thing, and its box."""

from functools import cache, lru_cache, partial
from io import BytesIO

import numpy as np
from PIL import Image

from crawler.sampleweb.hosts import HOSTS
from crawler.sampleweb.page import Page
from crawler.sampleweb.pictures.names import BOXED
from crawler.sampleweb.pictures.plate import Picture, coloured, outline, plate, staged
from crawler.sampleweb.pictures.shapes import SIDE, down_to, part, shapes
from crawler.sampleweb.render import Place, file_page
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.site import Site, robots
from crawler.sampleweb.wire import whole
from crawler.sampleweb.wordlists import goods

_QUALITY = 86
_PRINTED = 124  # the side of the print on a box


def press_site(settings: WebSettings, host: str) -> Site:
    """Return the site of the pictures, each drawn when it is first asked for."""
    place = Place(HOSTS[host], settings)
    return Site(place, robots(place, sitemap=False), partial(_page, place))


def _page(place: Place, path: str) -> Page | None:
    body = picture(path)
    if body is None:
        return None
    return file_page(place, path, "image", whole(200, body, "image/jpeg"))


@lru_cache(maxsize=512)
def picture(path: str) -> bytes | None:
    """Return the JPEG at `path`; None where none is."""
    code, _, name = path.removeprefix("/").partition("/")
    department = {kind.code: kind.category for kind in goods().types}.get(code)
    colour = shapes().colours.get(name.removesuffix(".jpg").replace("-", " "))
    if department is None or not name.endswith(".jpg"):
        return None
    if name == f"{BOXED}.jpg":
        return _jpeg(_boxed(code, department))
    return _jpeg(coloured(*plate(code, department), colour)) if colour else None


def _boxed(code: str, department: str) -> Image.Image:
    """Return a box with the outline of the thing printed on it."""
    still = _box(department).copy()
    thing = outline([part(line) for line in shapes().kinds[code]])
    drawn = Image.fromarray((thing * 255).astype(np.uint8)).resize((_PRINTED, _PRINTED))
    print_ = np.asarray(drawn, np.float32) / 255
    top, left = down_to(118) - _PRINTED // 2, down_to(82) - _PRINTED // 2 - 8
    still[top : top + _PRINTED, left : left + _PRINTED] *= 1 - 0.62 * print_[..., None]
    return coloured(still, np.zeros((SIDE, SIDE), np.float32), (0, 0, 0))


@cache
def _box(department: str) -> Picture:
    parts = [part(line) for line in shapes().box["parts"]]
    return staged(parts, department, "box")[0]


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()
