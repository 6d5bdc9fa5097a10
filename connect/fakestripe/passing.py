"""What happens by itself as time goes by: slow banks answer, pages close."""

from connect.fakestripe import intents, refunds, sessions
from connect.fakestripe.core import FakeStripe
from connect.fakestripe.intents import SLOW_S
from connect.fakestripe.methods import behaviour
from connect.fakestripe.objects import Intent, Refund, Session


def passing(fake: FakeStripe, now: int) -> None:
    """Let happen what is due by now."""
    for thing in list(fake.things.values()):
        if isinstance(thing, Intent):
            _intent(fake, thing, now)
        elif isinstance(thing, Session):
            sessions.expire_late(fake, thing, now)
        elif isinstance(thing, Refund) and thing.created + SLOW_S <= now:
            _refund(fake, thing, now)


def finish(fake: FakeStripe, intent: Intent, now: int) -> None:
    """End what takes days at a bank, of an intent with a session or without."""
    if intent.kept.session:
        sessions.finish(fake, fake.get(Session, intent.kept.session), now)
    else:
        intents.finish(fake, intent, now)


def _intent(fake: FakeStripe, intent: Intent, now: int) -> None:
    due = intent.kept.done_at
    if intent.status == "processing" and due is not None and due <= now:
        finish(fake, intent, now)


def _refund(fake: FakeStripe, made: Refund, now: int) -> None:
    intent = fake.get(Intent, made.payment_intent)
    plan = behaviour(intent.kept.method or "").refund
    if made.status == "pending":
        refunds.end(fake, made, True, now)
    elif plan == "fails" and made.status == "succeeded":
        refunds.end(fake, made, False, now)
