"""Whether a message is from Stripe and of now: `t=...,v1=...` over the bytes as they came.

https://docs.stripe.com/webhooks#verify-manually
"""

import hmac
from datetime import datetime
from hashlib import sha256

from connect.errors import WebhookForged, WebhookTooOld

TOLERANCE_S = 300
# Two secrets while one is being replaced, and some room.
_MOST_PARTS = 20


def verify(raw: bytes, header: str, secret: str, now: datetime) -> None:
    """Refuse a message that is not signed with our secret, or not now."""
    parts = [one.strip().partition("=") for one in header.split(",", _MOST_PARTS)]
    times = [value for name, _, value in parts if name == "t"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdecimal()):
        raise WebhookForged("the message has no signature that Stripe would write")
    expected = hmac.new(secret.encode(), times[0].encode() + b"." + raw, sha256)
    if not secret or not any(
        hmac.compare_digest(expected.hexdigest().encode(), value.encode())
        for name, _, value in parts
        if name == "v1"
    ):
        raise WebhookForged("the message is not signed with payments.webhook_secret")
    age = now.timestamp() - int(times[0])
    if abs(age) > TOLERANCE_S:
        raise WebhookTooOld(
            f"the message was signed {age:.0f} s ago, and {TOLERANCE_S} s is the most;"
            " if all are so, a clock is wrong"
        )
