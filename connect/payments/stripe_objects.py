"""What of Stripe's objects is read here, checked once where it comes in.

The SDK's own objects are not used: they change with it, and are no plain values.
"""

from typing import Annotated, Any, TypeVar

import msgspec

from connect.errors import GatewayAway

# A sum from outside has to fit where the ledger keeps sums.
Sum = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Code = Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{3}$")]
Meta = dict[str, str] | None

T = TypeVar("T")


class FailureSaid(msgspec.Struct, frozen=True):
    """Why a payment was not taken."""

    code: str | None = None
    decline_code: str | None = None


class IntentSaid(msgspec.Struct, frozen=True):
    """A PaymentIntent."""

    id: str
    status: str
    amount: Sum
    currency: Code
    amount_received: Sum | None = None
    client_secret: str | None = None
    metadata: Meta = None
    last_payment_error: FailureSaid | None = None


class PlaceSaid(msgspec.Struct, frozen=True):
    """An address, of which the country alone is read."""

    country: str | None = None


class CustomerSaid(msgspec.Struct, frozen=True):
    """What a buyer wrote on the gateway's page."""

    address: PlaceSaid | None = None


class SessionSaid(msgspec.Struct, frozen=True):
    """A Checkout Session."""

    id: str
    status: str
    payment_status: str
    amount_total: Sum
    currency: Code
    url: str | None = None
    metadata: Meta = None
    payment_intent: str | IntentSaid | None = None
    customer_details: CustomerSaid | None = None


class RefundSaid(msgspec.Struct, frozen=True):
    """A refund."""

    id: str
    status: str
    metadata: Meta = None


class EvidenceSaid(msgspec.Struct, frozen=True):
    """Until when a dispute is to be answered."""

    due_by: int | None = None


class DisputeSaid(msgspec.Struct, frozen=True):
    """A dispute."""

    id: str
    status: str
    amount: Sum
    currency: Code
    reason: str
    payment_intent: str | None = None
    evidence_details: EvidenceSaid = EvidenceSaid()


class DataSaid(msgspec.Struct, frozen=True):
    """What a message is about, as it was then."""

    object: msgspec.Raw


class EventSaid(msgspec.Struct, frozen=True):
    """A message."""

    id: str
    type: str
    created: Annotated[int, msgspec.Meta(ge=0, le=2**33)]
    data: DataSaid
    livemode: bool
    account: str | None = None


class NamedSaid(msgspec.Struct, frozen=True):
    """Anything."""

    id: str


class ListSaid(msgspec.Struct, frozen=True):
    """One page of a list."""

    data: list[msgspec.Raw]
    has_more: bool


def read(raw: bytes | str | msgspec.Raw, kind: type[T]) -> T:
    """Return what Stripe answered; an answer that cannot be read counts as none."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise GatewayAway(
            f"Stripe answered with no {kind.__name__.removesuffix('Said')}: {error}"
        ) from None


Params = dict[str, Any]
