"""Posts: reports, price watches and guides, to read in the shop from end to end.

A post is a work told in the page instead of a file. Of a work that costs money there is
none: its first chapters stand on its own page.
"""

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from storefront.catalogue.answers import GuideCard
from storefront.pages.guides import forms_of, guide_path, reading_of
from storefront.pages.jsonld import way_data
from storefront.pages.kinds import kind_name, post_key, post_path
from storefront.pages.paging import paged
from storefront.pages.visit import Asked, Visit
from storefront.pages.workdata import post_data

_AT_ONCE = 20
_OTHERS = 3


@get("/blog", sync_to_thread=False)
def blog(request: Asked, page: FromQuery[str] = "1") -> Response[str]:
    """List the posts, the newest first."""
    visit = Visit.of(request)
    shown = paged(posts(visit), page, _AT_ONCE, "/blog", {})
    return visit.page(
        "blog.html",
        canonical=shown.address(shown.page),
        shown=shown,
        kind_name=kind_name,
        post_path=post_path,
    )


@get("/blog/{name:str}", sync_to_thread=True)
def post(request: Asked, name: FromPath[str]) -> Response[Any]:
    """Show one post; the address of an older title leads to the right one."""
    visit = Visit.of(request)
    everything = posts(visit)
    key = name.rpartition("-")[2]
    card = next((one for one in everything if _is_named(one, key)), None)
    guide = visit.shelf.guide(card.generated_key) if card else None
    if card is None or guide is None:
        raise NotFoundException("This shop has no such post.")
    path = post_path(card) or ""
    if path != f"/blog/{name}":
        return Redirect(visit.to(path), status_code=301)
    reading = reading_of(visit, guide)
    if not reading.chapters:
        return Redirect(visit.to(guide_path(guide)), status_code=302)
    settings = visit.shop.settings
    return visit.page(
        "post.html",
        canonical=path,
        guide=guide,
        reading=reading,
        work=guide_path(guide),
        forms=forms_of(visit, guide),
        others=[one for one in everything if one is not card][:_OTHERS],
        kind_name=kind_name,
        post_path=post_path,
        way_data=way_data(visit, [(visit.words("Blog"), "/blog"), (guide.title, path)]),
        data=post_data(guide, reading, settings.address + path, settings.name),
    )


def _is_named(work: GuideCard, key: str) -> bool:
    """Whether `key` is the work's, as addresses shorten it or whole."""
    return key in {post_key(work), work.generated_key}


def posts(visit: Visit) -> list[GuideCard]:
    """Return the works that are posts, the newest first."""
    found = [
        one for one in visit.shelf.guides() if post_path(one) and not one.price_minor
    ]
    return sorted(found, key=lambda one: (one.made_at, one.generated_key), reverse=True)


HANDLERS = (blog, post)
