"""What machines read: robots.txt and the site maps.

Crawlers are let into every page that says something of its own, and kept out of the
ways to other shops, of what knows its visitor and of lists that filters make: there are
more combinations of filters than atoms to count them with.
"""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from storefront.http.kinds import DOCS
from storefront.http.private import PREFIXES
from storefront.pages import sitemaps
from storefront.pages.visit import Asked, Visit
from storefront.pages.words import LANGUAGES, SOURCE

_CLOSED = ("/compare", "/products?", "/categories/*?", "/programmes?", *PREFIXES)
_XML = "application/xml"


@get("/robots.txt", sync_to_thread=False)
def robots(request: Asked) -> Response[str]:
    """Say where crawlers may go."""
    address = Visit.of(request).shop.settings.address
    tongues = ("", *(f"/{one}" for one in LANGUAGES if one != SOURCE))
    lines = [
        *("User-agent: *", "Disallow: /go/"),
        *(f"Disallow: {tongue}/api/" for tongue in tongues),
        *(f"Allow: {tongue}{DOCS}" for tongue in tongues),
        *(f"Disallow: {tongue}{path}" for tongue in tongues for path in _CLOSED),
        # The longest rule holds: pages of a list without filters are how a crawler
        # walks the shelves, and a search by words alone may be linked to.
        *(f"Allow: {tongue}/products?page=" for tongue in tongues),
        *(f"Allow: {tongue}/products?q=" for tongue in tongues),
        *(f"Disallow: {tongue}/products?q=*&" for tongue in tongues),
        *(f"Allow: {tongue}/categories/*?page=" for tongue in tongues),
        *("", f"Sitemap: {address}/sitemap.xml"),
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")


@get("/sitemap.xml", sync_to_thread=False)
def sitemap(request: Asked) -> Response[str]:
    """Name the files that hold the addresses."""
    return Response(sitemaps.index(Visit.of(request)), media_type=_XML)


@get("/sitemaps/{name:str}", sync_to_thread=True)
def sitemap_file(request: Asked, name: FromPath[str]) -> Response[str]:
    """List addresses, each in every language, with its day and pictures."""
    text = sitemaps.file(Visit.of(request), name)
    if text is None:
        raise NotFoundException("This shop has no such site map.")
    return Response(text, media_type=_XML)


HANDLERS = (robots, sitemap, sitemap_file)
