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


class Way(msgspec.Struct, frozen=True):
    """One way of paying: its test number, Stripe's name of it, and what it is for."""

    number: str
    name: str
    said: str
    how: Behaviour

    @property
    def kind(self) -> str:
        """Card or account."""
        return self.how.kind


def _card(number: str, name: str, said: str, how: Behaviour) -> Way:
    return Way(number, f"pm_card_{name}", said, how)


SHOWN = (
    _card("4242424242424242", "visa", "A card", Behaviour()),
    _card(
        "4000000000000002",
        "visa_chargeDeclined",
        "A card that is declined",
        Behaviour(decline="generic_decline"),
    ),
    _card(
        "4000002500003155",
        "authenticationRequired",
        "A card whose bank asks again (3-D Secure)",
        Behaviour(is_asked_again=True),
    ),
    Way(
        "DE89370400440532013000",
        "pm_sepa_debit",
        "A bank account, which takes a while",
        Behaviour(kind="sepa_debit", is_slow=True),
    ),
    Way(
        "DE62370400440532013001",
        "pm_sepa_debit_fails",
        "A bank account that fails after a while",
        Behaviour(kind="sepa_debit", is_slow=True, decline="debit_not_authorized"),
    ),
    _card(
        "4000000000000259",
        "createDispute",
        "A card whose owner wants the money back from the bank",
        Behaviour(is_disputed=True),
    ),
    _card(
        "4000000000005126",
        "refundFail",
        "A card to which no money can go back",
        Behaviour(refund="fails"),
    ),
    _card(
        "4000000000007726",
        "pendingRefund",
        "A card to which money goes back slowly",
        Behaviour(refund="pending"),
    ),
)
_UNSHOWN = (
    _card("5555555555554444", "mastercard", "", Behaviour()),
    _card(
        "4000000000009995",
        "visa_chargeDeclinedInsufficientFunds",
        "",
        Behaviour(decline="insufficient_funds"),
    ),
    _card(
        "4000000000000069",
        "chargeDeclinedExpiredCard",
        "",
        Behaviour(decline="expired_card"),
    ),
    _card(
        "4000008400001629",
        "authenticationRequiredChargeDeclined",
        "",
        Behaviour(is_asked_again=True, decline="generic_decline"),
    ),
)
KINDS = ("card", "sepa_debit")
_BY_NUMBER = {way.number: way.name for way in (*SHOWN, *_UNSHOWN)}
BY_NAME = {way.name: way.how for way in (*SHOWN, *_UNSHOWN)} | {
    "pm_card_chargeDeclined": Behaviour(decline="generic_decline"),
}


def method_of(number: str) -> str:
    """Return the name of the way of paying that a test number stands for."""
    plain = "".join(number.split()).upper()
    if plain in _BY_NUMBER:
        return _BY_NUMBER[plain]
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
