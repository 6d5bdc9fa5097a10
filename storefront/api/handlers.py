"""The routes of the API under its root."""

from litestar import Router

from storefront.api.described import docs, openapi
from storefront.api.live import live, live_head
from storefront.api.routes import LISTS, ROOT, ROUTES

HANDLERS = (
    Router(ROOT, route_handlers=[*ROUTES, *LISTS, live, live_head, openapi, docs]),
)
