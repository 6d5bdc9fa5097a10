"""What all of one process's pages and layers share, put together once at start."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from connect.payments.gateway import PaymentGateway
from ledger.open import Ledger
from ledger.selling.settings import SellingSettings
from storefront.called import Called
from storefront.catalogue.live import Live
from storefront.catalogue.reader import Catalogue
from storefront.events.segments import Segments
from storefront.events.visitors import Visitors
from storefront.http.closing import Closing
from storefront.http.counters import Counters
from storefront.pages.templates import Templates
from storefront.settings import ShopSettings


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """It is the `parts` of the application's state."""

    home: Path
    settings: ShopSettings
    templates: Templates
    called: Called
    catalogue: Catalogue
    ledger: Ledger
    gateway: PaymentGateway | None
    selling: SellingSettings
    live: Live
    clock: Callable[[], datetime]
    counters: Counters
    closing: Closing
    events: Segments
    visitors: Visitors
