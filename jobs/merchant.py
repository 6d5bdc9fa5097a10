"""What the merchant said: settings with the shop's first page below them, and invoices."""

from datetime import datetime
from pathlib import Path

import msgspec

from jobs.settings import Settings, given
from ledger.open import Ledger
from ledger.orders.invoicesaid import Party
from ledger.orders.seller import keep_seller
from ledger.profile import read

_SAID = ("name", "currency")


def as_said(home: Path, settings: Settings, ledger: Ledger) -> Settings:
    """Return `settings` with the merchant's word where neither file nor variable is."""
    with ledger.read() as connection:
        profile = read(connection)
    if not profile.is_set:
        return settings
    left_open = [name for name in _SAID if f"shop.{name}" not in given(home)]
    said = {name: getattr(profile, name) for name in left_open}
    shop = msgspec.structs.replace(settings.shop, **said)
    return msgspec.structs.replace(settings, shop=shop)


def keep_seller_of(settings: Settings, ledger: Ledger, now: datetime) -> None:
    """Let invoices from now on say of the seller what the settings do."""
    said = settings.invoices
    is_named = said.name or said.address
    lines = (said.name or settings.shop.name, *said.address) if is_named else ()
    with ledger.write() as connection:
        keep_seller(connection, Party(lines, said.tax_numbers, said.foot), now)
