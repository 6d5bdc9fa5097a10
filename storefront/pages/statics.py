"""Pages that change seldom, the merchant's own words among them.

What is kept of visitors is told by kept.py, from the constants that keep it.
"""

from litestar import Response, get
from litestar.exceptions import NotFoundException

from storefront.pages.kept import kept
from storefront.pages.visit import Asked, Visit
from storefront.pages.words import msg

TITLES = {
    "imprint": msg("Imprint and contact"),
    "terms": msg("Terms"),
    "delivery": msg("Delivery and returns"),
}


@get("/privacy", sync_to_thread=False)
def privacy(request: Asked) -> Response[str]:
    """Say what is kept of visitors, why and for how long."""
    visit = Visit.of(request)
    told = kept(visit.words, every_request=visit.shop.settings.log_requests)
    return visit.page("privacy.html", canonical="/privacy", kept=told)


@get("/accessibility", sync_to_thread=False)
def accessibility(request: Asked) -> Response[str]:
    """Say what was done so that everyone can use the shop, and what is missing."""
    return Visit.of(request).page("accessibility.html", canonical="/accessibility")


# Not in a thread: Litestar would wrap a handler of several paths once for each.
@get([f"/{name}" for name in TITLES], sync_to_thread=False)
def own_page(request: Asked) -> Response[str]:
    """Show a page in the merchant's own words."""
    visit = Visit.of(request)
    name = visit.path.strip("/")
    page = visit.shop.own.page(name, visit.language)
    if page is None:
        raise NotFoundException("This shop has no such page.")
    title = page.title or visit.words(TITLES[name])
    return visit.page("own.html", canonical=f"/{name}", title=title, text=page.text)


HANDLERS = (privacy, accessibility, own_page)
