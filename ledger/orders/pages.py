"""The token that opens the page of an order: whoever has it sees what the buyer sees.

It is made of the key of the order's submit and the home's salt, so that every mail can
name the page again, while the ledger alone (which keeps a digest of it) opens none.
"""

import base64
import hashlib
import hmac

_FOR = b"page of an order\0"


def page_token(salt: bytes, order_key: str) -> str:
    """Return the token of the order that has this key: 256 bits, fit for an address."""
    made = hmac.digest(salt, _FOR + order_key.encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def token_hash(token: str) -> str:
    """Return what the ledger keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
