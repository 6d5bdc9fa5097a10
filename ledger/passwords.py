"""Passwords: held as Argon2id, tried a few at a time, and no faster for nobody.

The costs are the least that OWASP asks for: 19 MiB and two passes, about 25 ms. A hash
that was made with others is made anew at its next fit.
"""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from ledger.errors import PasswordRefused

SHORTEST, LONGEST = 12, 1_000
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Who tries many passwords at once fills neither memory nor all processors.
_AT_ONCE = threading.BoundedSemaphore(2)
_FEWEST_LETTERS = 5


def hashed(password: str, email: str = "") -> str:
    """Return what is held of a new password, or refuse one that is easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(f"a password has {SHORTEST} letters or more")
    if len(set(password.lower())) < _FEWEST_LETTERS or _is_of(password, email):
        raise PasswordRefused(
            "this password is easily guessed: take several words that say nothing of you"
        )
    with _AT_ONCE:
        return _HASHER.hash(password)


def fits(held: str | None, password: str) -> bool:
    """Say whether a password fits what is held; where none is, it takes as long."""
    with _AT_ONCE:
        try:
            is_right = _HASHER.verify(held or _nobodys(), password[:LONGEST])
        except (Argon2Error, InvalidHashError):
            return False
    return is_right and held is not None


def renewed(held: str, password: str) -> str:
    """Return what is held from now on: it is made anew where costs have changed."""
    if not _HASHER.check_needs_rehash(held):
        return held
    with _AT_ONCE:
        return _HASHER.hash(password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("")


def _is_of(password: str, email: str) -> bool:
    name = email.partition("@")[0].lower()
    return len(name) >= _FEWEST_LETTERS and name in password.lower()
