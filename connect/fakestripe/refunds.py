"""Money that goes back: never more than came in, and sometimes a bank sends it on."""

import msgspec

from connect.fakestripe.core import FakeStripe
from connect.fakestripe.errors import Refusal
from connect.fakestripe.methods import behaviour
from connect.fakestripe.objects import Charge, Intent, Refund


class NewRefund(msgspec.Struct, forbid_unknown_fields=True):
    """What a refund is made of."""

    payment_intent: str
    amount: int | None = None
    metadata: dict[str, str] = {}
    reason: str | None = None


def refund(fake: FakeStripe, asked: NewRefund, now: int) -> Refund:
    """Send money back, or refuse."""
    intent = fake.get(Intent, asked.payment_intent)
    if not intent.latest_charge:
        raise Refusal(
            f"This PaymentIntent ({intent.id}) does not have a successful charge to"
            " refund.",
            param="payment_intent",
        )
    charge = fake.get(Charge, intent.latest_charge)
    left = charge.amount - charge.amount_refunded
    amount = left if asked.amount is None else asked.amount
    _refuse_sum(charge, amount, left)
    plan = behaviour(intent.kept.method or "").refund
    made = Refund(
        id=fake.new_id("re"),
        amount=amount,
        charge=charge.id,
        created=now,
        currency=charge.currency,
        metadata=asked.metadata,
        payment_intent=intent.id,
        reason=asked.reason,
        status="pending" if plan == "pending" else "succeeded",
    )
    charge.amount_refunded += amount
    charge.refunded = charge.amount_refunded == charge.amount
    fake.tell("refund.created", made, now)
    fake.tell("charge.refunded", charge, now)
    return made


def end(fake: FakeStripe, made: Refund, has_arrived: bool, now: int) -> Refund:
    """Let a bank take the money, or send back what even seemed to have arrived."""
    if made.status in {"failed", "canceled"}:
        raise Refusal(f"This refund is {made.status}.")
    if has_arrived:
        made.status = "succeeded"
        fake.tell("refund.updated", made, now)
        return made
    made.status, made.failure_reason = "failed", "lost_or_stolen_card"
    charge = fake.get(Charge, made.charge)
    charge.amount_refunded -= made.amount
    charge.refunded = False
    fake.put(charge)
    fake.tell("refund.failed", made, now)
    return made


def _refuse_sum(charge: Charge, amount: int, left: int) -> None:
    if charge.disputed:
        raise Refusal(
            f"Charge {charge.id} has been charged back; cannot issue a refund.",
            "charge_disputed",
        )
    if not left:
        raise Refusal(
            f"Charge {charge.id} has already been refunded.", "charge_already_refunded"
        )
    if not 0 < amount <= left:
        raise Refusal(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge"
            f" ({left}), or not more than nothing.",
            "amount_too_large" if amount > left else "parameter_invalid_integer",
            param="amount",
        )
