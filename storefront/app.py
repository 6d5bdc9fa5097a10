"""The shop as an ASGI application: catalogue and ledger in, pages out.

The composition root. A module of handlers is one line in MODULES, a layer around all of
them one line in `_layers`.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp

from ledger.open import open_ledger
from ledger.settings import LedgerSettings
from ledger.vault import Vault
from storefront.api import handlers as api
from storefront.api.anywhere import Anywhere
from storefront.called import Called
from storefront.catalogue.live import Live
from storefront.catalogue.reader import Catalogue
from storefront.checkout import routes as checkout
from storefront.clicks import postbacks
from storefront.clicks.out import OutLinks
from storefront.console import routes as console
from storefront.downloads import handing as downloads
from storefront.events.segments import Segments
from storefront.events.views import Views
from storefront.events.visitors import Visitors
from storefront.http import metrics
from storefront.http.closing import Closing
from storefront.http.counters import Counters
from storefront.http.forms import refuse_forged
from storefront.http.freshness import Freshness
from storefront.http.headers import SecurityHeaders
from storefront.http.limits import LARGEST_BODY, Limits
from storefront.http.origin import SameOrigin
from storefront.http.problems import or_problem
from storefront.http.proxy import TrustedProxies
from storefront.http.requests import Requests
from storefront.http.sessions import Sessions
from storefront.http.sharing import FOLDER
from storefront.http.slashes import SingleSlashes
from storefront.pages import (
    blog,
    compare,
    consent,
    deals,
    feeds,
    files,
    foryou,
    guides,
    home,
    lists,
    machines,
    products,
    programmes,
    refusals,
    statics,
    welcome,
    wishlist,
)
from storefront.pages.ownpages import OwnPages
from storefront.pages.straight import Straight
from storefront.pages.templates import Templates
from storefront.pages.tongue import Tongue
from storefront.pages.visit import Shop
from storefront.parts import Parts
from storefront.settings import ShopSettings
from storefront.trade import NO_TRADE, Trade

MODULES = (
    *(home, lists, products, compare, deals),
    *(guides, blog, feeds, programmes, statics, welcome, wishlist),
    *(files, machines, metrics, api),
    *(consent, foryou, postbacks),
    checkout,
    downloads,
    console,
)
_Layer = Callable[[ASGIApp], ASGIApp]


def _layers(parts: Parts) -> tuple[_Layer, ...]:
    """Return what lies around the pages, the outermost first."""
    return (
        SecurityHeaders(),
        Requests(parts),
        TrustedProxies(parts.settings.trusted_proxies),
        SingleSlashes(),
        Anywhere(),
        Limits(parts),
        OutLinks(parts),
        Tongue(),
        SameOrigin(parts.settings.url),
        Sessions(parts),
        Views(parts),
        Freshness(parts),
        Straight(),
    )


def _vault(settings: LedgerSettings | None) -> Vault | None:
    key = settings.vault_key if settings else None
    return Vault.from_key(key) if key else None


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    home_folder: Path,
    settings: ShopSettings,
    clock: Callable[[], datetime] = _now,
    monotonic: Callable[[], float] = time.monotonic,
    trade: Trade = NO_TRADE,
) -> Litestar:
    """Return the shop that serves the home's current catalogue and follows it."""
    catalogue = Catalogue(home_folder, monotonic)
    books = open_ledger(home_folder, trade.ledger)
    templates = Templates(settings)
    parts = Parts(
        home=home_folder,
        settings=settings,
        templates=templates,
        called=Called(home_folder, templates, monotonic),
        catalogue=catalogue,
        ledger=books,
        gateway=trade.gateway(),
        selling=trade.selling,
        live=Live(books, lambda: catalogue.opened.price_mark),
        clock=clock,
        counters=Counters(home_folder / FOLDER / "counters"),
        closing=Closing(home_folder, os.getppid()),
        events=Segments(home_folder, clock),
        visitors=Visitors(home_folder),
    )
    shop = Shop(templates, OwnPages(home_folder, monotonic))
    app = Litestar(
        [handler for module in MODULES for handler in module.HANDLERS],
        state=State({"shop": shop, "parts": parts, "vault": _vault(trade.ledger)}),
        exception_handlers={
            HTTPException: or_problem(refusals.refused),
            Exception: or_problem(refusals.broken),
        },
        before_request=refuse_forged,
        on_startup=[parts.live.start, parts.closing.follow],
        on_shutdown=[
            parts.closing.leave,
            parts.live.stop,
            parts.events.close,
            parts.visitors.close,
            parts.ledger.close,
        ],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_BODY,
    )
    # Around the whole application rather than its routes: an address without a route
    # is answered before any middleware of a route runs, and needs the headers too.
    for layer in reversed(_layers(parts)):
        app.asgi_handler = layer(app.asgi_handler)
    return app
