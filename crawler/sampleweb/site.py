"""The pages of one host, by path, each made when first asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crawler.sampleweb.page import Page
from crawler.sampleweb.render import Place, file_page
from crawler.sampleweb.wire import whole

Maker = Callable[[], Page]


def nowhere(path: str) -> Page | None:
    """Return no page: the host has none beyond those it lists."""
    return None


@dataclass(frozen=True, slots=True)
class Site:
    """One host and what it serves."""

    place: Place
    makers: Mapping[str, Maker]
    # Pages outside the manifest: images, and traps without end.
    beyond: Callable[[str], Page | None] = nowhere


def robots(place: Place, sitemap: bool = True) -> dict[str, Maker]:
    """Return the robots.txt of a well-behaved host."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in place.disallow] or ["Disallow:"]
    if sitemap:
        lines += ["", f"Sitemap: {place.origin}/sitemap.xml"]
    body = ("\n".join(lines) + "\n").encode()
    text = "text/plain; charset=utf-8"
    return {
        "/robots.txt": lambda: file_page(
            place, "/robots.txt", "robots", whole(200, body, text)
        )
    }


def sitemap(place: Place, paths: list[str]) -> dict[str, Maker]:
    """Return the sitemap.xml of a well-behaved host."""

    def made() -> Page:
        body = urlset([place.origin + path for path in paths])
        return file_page(
            place, "/sitemap.xml", "sitemap", whole(200, body, "application/xml")
        )

    return {"/sitemap.xml": made}


def urlset(urls: list[str]) -> bytes:
    """Return a sitemap that names `urls`."""
    rows = "".join(
        f"<url><loc>{url.replace('&', '&amp;')}</loc></url>\n" for url in urls
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    ).encode()
