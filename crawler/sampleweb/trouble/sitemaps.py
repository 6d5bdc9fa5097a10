"""A host whose pages are found by its sitemaps alone: an index, a plain and a gzip one."""

import gzip

from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place, file_page
from crawler.sampleweb.site import Maker, urlset
from crawler.sampleweb.trouble.plain import TEXT, Draft, Rooms, room
from crawler.sampleweb.wire import whole

_PARTS = ("/sitemap-plain.xml", "/sitemap-packed.xml.gz", "/sitemap-cut.xml")


def rooms(place: Place) -> Rooms:
    """Return the host with maps."""
    makers: dict[str, Maker] = {}
    for at in range(1, 7):
        makers |= room(place, f"/found/{at}", Draft(f"Found by a map, {at}"))
    urls = [place.origin + path for path in makers]
    cut = urlset(urls[4:])
    bodies = {
        "/sitemap-index.xml": (_index(place), "application/xml"),
        _PARTS[0]: (urlset(urls[:2]), "application/xml"),
        # A fixed time, so that the bytes are the same in every run.
        _PARTS[1]: (gzip.compress(urlset(urls[2:4]), mtime=0), "application/gzip"),
        _PARTS[2]: (cut[: cut.rindex(b"</urlset>") - 7], "application/xml"),
    }
    for path, (body, content_type) in bodies.items():
        makers[path] = _map(place, path, body, content_type)
    return Rooms(makers, lambda: _rules(place), hidden=tuple(makers))


def _map(place: Place, path: str, body: bytes, content_type: str) -> Maker:
    return lambda: file_page(place, path, "sitemap", whole(200, body, content_type))


def _index(place: Place) -> bytes:
    rows = "".join(
        f"<sitemap><loc>{place.origin}{path}</loc></sitemap>" for path in _PARTS
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><sitemapindex xmlns="{space}">{rows}</sitemapindex>'.encode()


def _rules(place: Place) -> Page:
    body = f"User-agent: *\nDisallow:\nSitemap: {place.origin}/sitemap-index.xml\n"
    return file_page(place, "/robots.txt", "robots", whole(200, body.encode(), TEXT))
