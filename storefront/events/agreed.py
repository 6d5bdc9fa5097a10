"""The cookie of a visitor who agreed to be remembered: a random name and nothing else.

It is the only cookie that may be looked at on pages everybody shares, and only to note
what was looked at: the page itself is the same with it and without it.
"""

import hashlib
import re
import secrets

# Whoever agreed to another text is asked again.
VERSION = "2026-11"
_NAME_BYTES = 24
LASTS_S = 180 * 24 * 3600
_VALUE = re.compile(rf"{re.escape(VERSION)}\.[A-Za-z0-9_-]{{32}}")
# A browser takes __Host- cookies over https alone, and on the machine itself.
_SAFE, _PLAIN = "__Host-consent", "consent"


def new_value() -> str:
    """Return the value of a new visitor's cookie."""
    return f"{VERSION}.{secrets.token_urlsafe(_NAME_BYTES)}"


def visitor_of(cookies: str, *, secure: bool) -> str | None:
    """Return the pseudonym of whoever sent these cookies, if he or she agreed.

    It is a hash of the cookie's value: who reads the lake cannot become the visitor.
    """
    wanted = _SAFE if secure else _PLAIN
    if wanted not in cookies:
        return None
    for cookie in cookies.replace(",", ";").split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == wanted and _VALUE.fullmatch(value):
            return pseudonym(value)
    return None


def pseudonym(value: str) -> str:
    """Return what stands for the cookie's `value` in files and tables."""
    return hashlib.blake2b(value.encode(), digest_size=16).hexdigest()


def set_cookie(value: str, *, secure: bool) -> str:
    """Return the header that gives a visitor the cookie; an empty value takes it."""
    lasts = LASTS_S if value else 0
    name = _SAFE if secure else _PLAIN
    marks = "; Secure" if secure else ""
    return f"{name}={value}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Lax{marks}"
