"""Sums as Stripe writes them: nearly always ISO's minor units, and not always.

https://docs.stripe.com/currencies has the rules: krónur have no decimals and are written
with two, ariary have two and are written without, sums with three decimals end in 0.
"""

from connect.errors import GatewayRefused

_TIMES_100 = frozenset({"ISK"})
_BY_100 = frozenset({"MGA"})
_TENS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
# What Stripe says of it can be read in two ways, a hundredfold apart.
_NOT_TAKEN = frozenset({"UGX"})


def to_stripe(amount_minor: int, currency: str) -> int:
    """Return what Stripe is told; refuses what it could not take."""
    if currency in _NOT_TAKEN:
        raise GatewayRefused(f"{currency} cannot be paid by Stripe here", "currency")
    if currency in _TIMES_100:
        return amount_minor * 100
    step = 100 if currency in _BY_100 else 10 if currency in _TENS else 1
    if amount_minor % step:
        raise GatewayRefused(
            f"Stripe takes {currency} only in steps of {step} of its smallest unit,"
            f" not {amount_minor}",
            "amount",
        )
    return amount_minor // 100 if currency in _BY_100 else amount_minor


def from_stripe(amount: int, currency: str) -> int:
    """Return the minor units that Stripe means."""
    if currency in _TIMES_100:
        # Of another currency's sum, or a broken one: never more than came in.
        return amount // 100
    return amount * 100 if currency in _BY_100 else amount
