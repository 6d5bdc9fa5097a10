"""Events as Stripe sends them: bytes and the header that signs them."""

import hmac
from hashlib import sha256

import msgspec

from connect.fakestripe.objects import Event, shown


def message(event: Event) -> bytes:
    """Return what is sent of an event."""
    return msgspec.json.encode(shown(event))


def signature(raw: bytes, secret: str, now: int) -> str:
    """Return the Stripe-Signature header of what is sent now."""
    mac = hmac.new(secret.encode(), f"{now}.".encode() + raw, sha256)
    return f"t={now},v1={mac.hexdigest()}"
