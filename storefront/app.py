"""The shop as an ASGI application: catalogue in, pages out."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from storefront.catalogue.reader import Catalogue
from storefront.http.freshness import Freshness
from storefront.http.headers import SecurityHeaders
from storefront.http.requests import RequestLog
from storefront.pages import files, guides, home, machines, products, refusals
from storefront.pages.templates import Templates
from storefront.pages.visit import Shop
from storefront.settings import ShopSettings

# Nothing here takes a body; what a visitor sends all the same is not kept.
_LARGEST_BODY = 64_000


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    home_folder: Path,
    settings: ShopSettings,
    clock: Callable[[], datetime] = _now,
    monotonic: Callable[[], float] = time.monotonic,
) -> Litestar:
    """Return the shop that serves the home's current catalogue and follows it."""
    templates = Templates(settings)
    modules = (home, products, guides, files, machines)
    app = Litestar(
        [handler for module in modules for handler in module.HANDLERS],
        state=State({"shop": Shop(settings, templates)}),
        exception_handlers={
            HTTPException: refusals.refused,
            Exception: refusals.broken,
        },
        openapi_config=None,
        logging_config=None,
        request_max_body_size=_LARGEST_BODY,
    )
    # Around the whole application rather than its routes: an address without a route
    # is answered before any middleware of a route runs, and needs the headers too.
    freshness = Freshness(Catalogue(home_folder, monotonic), clock, templates.version)
    for layer in (freshness, RequestLog(), SecurityHeaders()):
        app.asgi_handler = layer(app.asgi_handler)
    return app
