"""What stands in the place of a page's content, though the host answered as if it came.

Walls say little and say it at once: a page of many words is none, and one sign beside
other content does not make it one. To call a page a wall costs the page.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from extract.wallsigns import ANY_TITLE, LOGINS, STRONG
from extract.wallwords import HUMAN, LOGIN, MISSING, folded, parts

# Menus count as words too. Of 956 saved pages of real sites, all that say less than the
# first were looked at one by one.
_FEW_CHARS = 3_000
# A page on which nothing is wanted but a password, or that says it is not there.
_FEWER_CHARS = 1_200
# A wall that is not known by its maker's mark says hardly more than its question.
_LEAST_CHARS = 500
# A mark of a guard stands in pages too; its own page is small.
_MAX_BYTES = 65_536
_MAX_TITLE = 200
_MAX_HEADINGS = 3
_PASSWORD = re.compile(rb"""type\s{0,9}=\s{0,9}["']?password""", re.IGNORECASE)
_NAME = re.compile(
    rb"""(?:type\s{0,9}=\s{0,9}["']?email|name\s{0,9}=\s{0,9}["']?"""
    rb"""(?:user(?:name|id)?|login|email|identifier|account))""",
    re.IGNORECASE,
)
_GONE = frozenset({404, 410})


class Wall(StrEnum):
    """What stands in the way."""

    CHALLENGE = "challenge"
    LOGIN = "login"
    MISSING = "missing"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a page shows to its reader, and the bytes it came as."""

    url: str
    status: int = 200
    title: str | None = None
    headings: Sequence[str] = ()
    text: str = ""
    body: bytes = b""


def wall(shown: Shown) -> Wall | None:
    """Return what stands in the way of the content of a page; None if it is there."""
    if shown.status in _GONE:
        return Wall.MISSING
    if len(shown.text) > _FEW_CHARS:
        return None
    title = folded((shown.title or "")[:_MAX_TITLE])
    heads = [folded(one[:_MAX_TITLE]) for one in shown.headings[:_MAX_HEADINGS]]
    if _is_challenge(shown, title):
        return Wall.CHALLENGE
    if _is_login(shown, title, heads):
        return Wall.LOGIN
    return Wall.MISSING if _is_missing(shown, title, heads) else None


def _is_challenge(shown: Shown, title: str) -> bool:
    if len(shown.text) > _FEWER_CHARS:
        return False
    if title and ANY_TITLE.fullmatch(title):
        return True
    if len(shown.body) <= _MAX_BYTES and any(one.mark in shown.body for one in STRONG):
        return True
    if len(shown.text) > _LEAST_CHARS or not HUMAN.search(folded(shown.text)):
        return False
    # Who comments or writes to a site is asked as well: there the form is the page.
    return not _NAME.search(shown.body) and b"<textarea" not in shown.body


def _is_login(shown: Shown, title: str, heads: list[str]) -> bool:
    says = _says_login(shown, title, heads)
    if not says and not (LOGINS.search(shown.url) and len(shown.text) <= _FEWER_CHARS):
        return False
    if _PASSWORD.search(shown.body):
        return True
    # Some ask for the name first, and for the password on the next page.
    return says and len(shown.text) <= _LEAST_CHARS and bool(_NAME.search(shown.body))


def _says_login(shown: Shown, title: str, heads: list[str]) -> bool:
    if any(map(LOGIN.fullmatch, parts(title))):
        return True
    return len(shown.text) <= _FEWER_CHARS and any(map(LOGIN.fullmatch, heads))


def _is_missing(shown: Shown, title: str, heads: list[str]) -> bool:
    if any(map(MISSING.fullmatch, parts(title))):
        return True
    return len(shown.text) <= _FEWER_CHARS and any(map(MISSING.fullmatch, heads))
