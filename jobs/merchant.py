"""Settings with what the merchant said on the shop's first page below them."""

from pathlib import Path

import msgspec

from jobs.settings import Settings, given
from ledger.open import Ledger
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
