"""Signatures of messages as Standard Webhooks has them.

    webhook-id         the message, the same for each try
    webhook-timestamp  when it was sent, in seconds
    webhook-signature  v1,base64(HMAC-SHA256(secret, "id.timestamp.body"))

A secret is made from the home's salt and the endpoint's name, so that it lies nowhere and
can be shown again to whoever may see it.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from connect.errors import SecretMalformed

_PREFIX = "whsec_"


def secret_of(salt: bytes, endpoint_id: str, version: int) -> str:
    """Return the secret of an endpoint; another version is another secret."""
    told = f"hook:{endpoint_id}:{version}".encode()
    made = hmac.new(salt, told, hashlib.sha256).digest()
    return _PREFIX + base64.b64encode(made).decode()


def headers(secret: str, message_id: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return what a message is sent with."""
    at = str(int(now.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": signature(secret, message_id, at, body),
    }


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature of one message at one time."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise SecretMalformed("a webhook's secret is whsec_ and base64") from None
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
