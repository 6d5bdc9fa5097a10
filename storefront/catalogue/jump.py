"""Whether a new catalogue is like the one in use, or something broke on the way to it.

A crawl that lost its biggest shop, or a currency that was read as another, makes a
catalogue that is whole and wrong. So many items or prices less, or a middle price so
far off, is put before a person.
"""

from storefront.catalogue.packing import Pack
from storefront.catalogue.shelf import Shelf
from storefront.money import amount
from storefront.settings import ShopSettings

# Of fewer items than this each is a large part: nothing follows from their number.
_TELLING = 20


def jump(
    before: Shelf, after: Pack, settings: ShopSettings, in_force: int | None
) -> str | None:
    """Return in what `after` is too far from the catalogue in use; None where it is not.

    `in_force` is the middle price in the ledger: a rule that was set since the catalogue
    was made has moved prices on purpose.
    """
    if before.totals.items < _TELLING:
        return None
    told = [
        _drop(before, after, settings),
        _unpriced(before, after, settings),
        _shift(before, after, settings, in_force),
    ]
    return " and ".join(one for one in told if one) or None


def _drop(before: Shelf, after: Pack, settings: ShopSettings) -> str | None:
    was, now = before.totals.items, after.items
    percent = 100 * (was - now) / was
    if percent <= settings.largest_drop_percent:
        return None
    return (
        f"it has {now:,} items instead of {was:,}, which is {percent:.0f} % less, and"
        f" shop.largest_drop_percent is {settings.largest_drop_percent}"
    )


def _unpriced(before: Shelf, after: Pack, settings: ShopSettings) -> str | None:
    """Return what is told when prices are lost, or are read in another currency."""
    currency = settings.currency
    was, now = before.priced(currency), after.priced
    if before.totals.currency != currency or was < _TELLING:
        return None
    percent = 100 * (was - now) / was
    if percent <= settings.largest_drop_percent:
        return None
    return (
        f"{now:,} of its items have a price in {currency} instead of {was:,}, which is"
        f" {percent:.0f} % less, and shop.largest_drop_percent is"
        f" {settings.largest_drop_percent}"
    )


def _shift(
    before: Shelf, after: Pack, settings: ShopSettings, in_force: int | None
) -> str | None:
    was, now = in_force or before.manifest.middle_price_minor, after.middle_price_minor
    currency = settings.currency
    if before.totals.currency != currency or not was or now is None:
        return None
    percent = 100 * abs(now - was) / was
    if percent <= settings.largest_price_jump_percent:
        return None
    return (
        f"its middle price is {amount(now, currency)} {currency} instead of"
        f" {amount(was, currency)}, which is {percent:.0f} % away, and"
        f" shop.largest_price_jump_percent is {settings.largest_price_jump_percent}"
    )
