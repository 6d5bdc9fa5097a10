"""What machines read: robots.txt and the site map."""

from xml.sax.saxutils import escape

from litestar import Response, get

from storefront.pages.templates import product_path
from storefront.pages.visit import Asked, Visit

# The sitemap protocol allows so many addresses in one file.
_MOST_ADDRESSES = 50_000


@get("/robots.txt", sync_to_thread=False)
def robots(request: Asked) -> Response[str]:
    """Let every crawler in, but not into each combination of filters."""
    address = Visit.of(request).shop.settings.address
    lines = [
        *("User-agent: *", "Disallow: /products?*q=", "Disallow: /products?*low="),
        *("Disallow: /products?*high=", "Disallow: /products?*sort=", ""),
        f"Sitemap: {address}/sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")


@get("/sitemap.xml", sync_to_thread=False)
def sitemap(request: Asked) -> Response[str]:
    """List the addresses of all pages, the fixed ones first."""
    visit = Visit.of(request)
    paths = ["/", "/products", "/guides", "/about"]
    paths += [product_path(sku, title) for sku, title, _ in visit.shelf.skus()]
    address = escape(visit.shop.settings.address)
    entries = "".join(
        f"<url><loc>{address}{path}</loc></url>\n" for path in paths[:_MOST_ADDRESSES]
    )
    return Response(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n",
        media_type="application/xml",
    )


HANDLERS = (robots, sitemap)
