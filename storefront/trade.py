"""What the shop sells with: settings of ledger and selling, and who takes the money."""

from collections.abc import Callable

import msgspec

from connect.payments.gateway import PaymentGateway
from ledger.selling.settings import SellingSettings
from ledger.settings import LedgerSettings


def nobody() -> None:
    """Open no gateway: such a shop shows, and takes no money."""


class Trade(msgspec.Struct, frozen=True, kw_only=True):
    """Handed in by whoever starts the shop; `gateway` opens it in each process."""

    ledger: LedgerSettings | None = None
    selling: SellingSettings = SellingSettings()
    gateway: Callable[[], PaymentGateway | None] = nobody


NO_TRADE = Trade()
