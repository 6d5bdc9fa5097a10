"""What costs less than it did here, and where shops disagree most."""

from litestar import Response, get

from storefront.pages.visit import Asked, Visit

_SHOWN = 24


@get("/deals", sync_to_thread=False)
def deals(request: Asked) -> Response[str]:
    """Show the largest reductions of ours and the widest gaps between shops."""
    visit = Visit.of(request)
    return visit.page(
        "deals.html",
        canonical="/deals",
        drops=visit.over(visit.shelf.drops(_SHOWN)),
        gaps=visit.shelf.gaps(_SHOWN),
    )


HANDLERS = (deals,)
