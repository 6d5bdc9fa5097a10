"""The routes of the API under its root."""

from litestar import Router

from storefront.api.described import docs, openapi
from storefront.api.live import live, live_head
from storefront.api.ordering.routes import HANDLERS as ORDERING
from storefront.api.routes import LISTS, ROOT, ROUTES

HANDLERS = (
    Router(
        ROOT,
        route_handlers=[*ROUTES, *LISTS, *ORDERING, live, live_head, openapi, docs],
    ),
)
