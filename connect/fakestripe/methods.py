"""Ways of paying, by how they behave: Stripe's test cards and test accounts.

https://docs.stripe.com/testing lists them. Any other number is refused and never kept:
nobody should type a real card into a fake.
"""

import msgspec

from connect.fakestripe.errors import Refusal


class Behaviour(msgspec.Struct, frozen=True):
    """What comes of paying so; `decline` is Stripe's code of why nothing does."""

    kind: str = "card"
    decline: str | None = None
    is_asked_again: bool = False  # 3-D Secure
    is_slow: bool = False
    is_disputed: bool = False
    refund: str = "succeeded"


_CARDS = {
    "4242424242424242": ("visa", Behaviour()),
    "5555555555554444": ("mastercard", Behaviour()),
    "4000000000000002": (
        "visa_chargeDeclined",
        Behaviour(decline="generic_decline"),
    ),
    "4000000000009995": (
        "visa_chargeDeclinedInsufficientFunds",
        Behaviour(decline="insufficient_funds"),
    ),
    "4000000000000069": (
        "chargeDeclinedExpiredCard",
        Behaviour(decline="expired_card"),
    ),
    "4000002500003155": (
        "authenticationRequired",
        Behaviour(is_asked_again=True),
    ),
    "4000008400001629": (
        "authenticationRequiredChargeDeclined",
        Behaviour(is_asked_again=True, decline="generic_decline"),
    ),
    "4000000000000259": ("createDispute", Behaviour(is_disputed=True)),
    "4000000000007726": ("pendingRefund", Behaviour(refund="pending")),
    "4000000000005126": ("refundFail", Behaviour(refund="fails")),
}
_ACCOUNTS = {
    "DE89370400440532013000": Behaviour(kind="sepa_debit", is_slow=True),
    "DE62370400440532013001": Behaviour(
        kind="sepa_debit", is_slow=True, decline="debit_not_authorized"
    ),
}
KINDS = ("card", "sepa_debit")
BY_NAME = {f"pm_card_{name}": how for name, how in _CARDS.values()} | {
    "pm_card_chargeDeclined": Behaviour(decline="generic_decline"),
    "pm_sepa_debit": _ACCOUNTS["DE89370400440532013000"],
    "pm_sepa_debit_fails": _ACCOUNTS["DE62370400440532013001"],
}
SHOWN_CARDS = tuple(_CARDS)
SHOWN_ACCOUNTS = tuple(_ACCOUNTS)


def method_of(number: str) -> str:
    """Return the name of the way of paying that a test number stands for."""
    plain = "".join(number.split()).upper()
    if plain in _CARDS:
        return f"pm_card_{_CARDS[plain][0]}"
    if plain in _ACCOUNTS:
        fails = _ACCOUNTS[plain].decline is not None
        return "pm_sepa_debit_fails" if fails else "pm_sepa_debit"
    raise Refusal(
        "Only the test numbers below pay here: this is no real payment.",
        "incorrect_number",
        param="number",
        kind="card_error",
        status=402,
    )


def behaviour(method: str) -> Behaviour:
    """Return how a way of paying behaves."""
    try:
        return BY_NAME[method]
    except KeyError:
        raise Refusal(
            f"No such PaymentMethod: '{method}'",
            "resource_missing",
            param="payment_method",
        ) from None
