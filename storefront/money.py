"""Money in integer minor units: marking up, converting, showing."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from ledger.currencies import digits

__all__ = ["Rates", "amount", "converted", "digits", "marked_up", "price"]

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CAD": "CA$", "AUD": "A$"}

Rates = Mapping[tuple[str, str], Decimal]
"""(base, quote) -> how much of `quote` one unit of `base` is worth."""


def marked_up(minor: int, percent: int) -> int:
    """Return `minor` plus `percent`, rounded half up."""
    return (minor * (100 + percent) * 2 + 100) // 200


def converted(minor: int, currency: str, target: str, rates: Rates) -> int | None:
    """Return `minor` in `target`, or None where no rate is known."""
    if currency == target:
        return minor
    rate = rates.get((currency, target))
    if rate is None and (inverse := rates.get((target, currency))):
        rate = 1 / inverse
    if not rate:
        return None
    shift = digits(target) - digits(currency)
    exact = Decimal(minor).scaleb(shift) * rate
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def amount(minor: int, currency: str) -> str:
    """Return the plain decimal that data formats want: 1234.50."""
    return f"{Decimal(minor).scaleb(-digits(currency)):f}"


def price(minor: int, currency: str) -> str:
    """Return a price for people: €1,234.50."""
    number = f"{Decimal(minor).scaleb(-digits(currency)):,f}"
    sign = _SIGNS.get(currency)
    return f"{sign}{number}" if sign else f"{number} {currency}"
