"""Buyers who ask their bank for the money."""

from connect.fakestripe.core import FakeStripe
from connect.fakestripe.errors import Refusal
from connect.fakestripe.objects import Charge, Dispute

_ANSWER_WITHIN_S = 7 * 86_400


def dispute(fake: FakeStripe, charge: Charge, reason: str, now: int) -> Dispute:
    """Let the buyer ask the bank; the money is gone until it is decided."""
    if charge.disputed:
        raise Refusal(f"Charge {charge.id} is disputed already.")
    charge.disputed = True
    fake.put(charge)
    made = Dispute(
        id=fake.new_id("du"),
        amount=charge.amount - charge.amount_refunded,
        charge=charge.id,
        created=now,
        currency=charge.currency,
        evidence_details={"due_by": now + _ANSWER_WITHIN_S, "has_evidence": False},
        payment_intent=charge.payment_intent,
        reason=reason,
    )
    fake.tell("charge.dispute.created", made, now)
    fake.tell("charge.dispute.funds_withdrawn", made, now)
    return made


def close(fake: FakeStripe, made: Dispute, is_won: bool, now: int) -> Dispute:
    """Let the bank decide, for the shop or for the buyer."""
    if made.status in {"won", "lost"}:
        raise Refusal(f"This dispute is {made.status}.")
    made.status = "won" if is_won else "lost"
    if is_won:
        charge = fake.get(Charge, made.charge)
        charge.disputed = False
        fake.put(charge)
        fake.tell("charge.dispute.funds_reinstated", made, now)
    fake.tell("charge.dispute.closed", made, now)
    return made
