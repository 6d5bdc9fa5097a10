"""Cursors: where a list goes on. Nobody needs to read them, and none is trusted.

A cursor names the list it was given for and the last key that was sent, so a list goes
on at the same place in the next snapshot too. Its check finds what was cut or typed;
what a stranger forges leads him to a place in a public list.
"""

import base64
import binascii
from hashlib import blake2b

from litestar.exceptions import NotFoundException, ValidationException

_CHECK = 6


def cursor(what: str, key: str) -> str:
    """Return the cursor behind `key` in the list `what`."""
    told = key.encode()
    return base64.urlsafe_b64encode(_check(what, told) + told).decode().rstrip("=")


def place(what: str, given: str) -> str:
    """Return the key that the cursor `given` of the list `what` names; '' at first."""
    if not given:
        return ""
    try:
        data = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
        key = data[_CHECK:].decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise lost() from error
    if data[:_CHECK] != _check(what, key.encode()):
        raise lost()
    return key


def lost() -> NotFoundException:
    """Return the refusal of a cursor that names no place in the list."""
    reason = "no place in this list with these arguments; begin again without it"
    return NotFoundException(reason, extra=[{"key": "cursor", "message": reason}])


def wrong(name: str, reason: str) -> ValidationException:
    """Return the refusal of the argument `name`."""
    told = [{"key": name, "message": reason}]
    return ValidationException(f"{name}: {reason}", extra=told)


def _check(what: str, key: bytes) -> bytes:
    return blake2b(what.encode() + b"\n" + key, digest_size=_CHECK).digest()
