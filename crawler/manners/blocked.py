"""Whether an answer is the page that was asked for, or a wall in front of it.

A pure function of one answer: nothing is solved and nothing walked around here. To call
a page a wall costs the page, so one sign alone never does it where pages may hold it too.
"""

import re
from html import unescape

import msgspec

from crawler.exchange import Answer
from extract.wallsigns import (
    ANY_TITLE,
    CONSENTS,
    HEADERS,
    HUMAN,
    LOGINS,
    PRIVACY,
    STRONG,
    TITLES,
    WALLS,
    WEAK,
    Block,
    Sign,
)
from frontier.urls import join

__all__ = ["Block", "Verdict", "verdict"]

_REFUSING = frozenset({202, 401, 403, 405, 406, 409, 418, 428, 429, 503})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A wall is a page of its own and brings little; in all of 956 saved pages of real sites
# a marked body was longer.
_SMALL = 16_384
# So far a title is looked for, and so long a wall with a telling title may be.
_HEAD = 4_096
_LONG = 65_536
# A wall leads to a help page or two; a page that tells of walls has a menu.
_FEW_LINKS = 5
# Doors are honest: a forum sends to its login whoever clicks on "reply".
_DOOR = 0.25
# And it says little: who writes about walls writes more.
_FEW_WORDS = 2_000
_TITLE = re.compile(rb"<title[^>]{0,200}>(.{1,300}?)</title", re.IGNORECASE | re.DOTALL)
# Forms that are filled in hold their captcha beside the fields.
_FIELDS = (b"<textarea", b'type="email"', b'type="text"', b'type="password"')


class Verdict(msgspec.Struct, frozen=True):
    """A wall: what it is, whose, and what gave it away.

    `shut`: nothing of the page is there, so its URL is to be asked again another day.
    `weight`: how much it says about the host's mind, 0 for a door that is only linked.
    """

    kind: Block
    sign: str
    by: str = ""
    shut: bool = True
    weight: float = 3.0

    @property
    def sentence(self) -> str:
        """What is written beside the URL in the lake."""
        return f"Blocked: {self.kind}{f' ({self.by})' if self.by else ''}, {self.sign}"


def verdict(answer: Answer, first: str = "") -> Verdict | None:
    """Return which wall `answer` is; None for all that is a page, or an honest error.

    `first` is the address that redirects led here from, empty when none did.
    """
    status = answer.status
    found = _by_headers(answer.fields)
    if found is not None:
        return found
    if status in _REDIRECTS:
        return _by_target(answer)
    if status == 200:
        return _by_page(answer, first)
    if status in _REFUSING:
        return _by_refusal(answer)
    return None


def _by_headers(fields: dict[bytes, bytes]) -> Verdict | None:
    for name in HEADERS.keys() & fields.keys():
        value, telling = fields[name].strip().lower(), HEADERS[name]
        if value in telling[0]:
            # AWS says in its header which of the two it is.
            captcha = value == b"captcha"
            kind = Block.CAPTCHA if captcha else telling[1]
            return Verdict(kind, f"header {name.decode('latin-1')}", telling[2])
    return None


def _by_target(answer: Answer) -> Verdict | None:
    """Return where a redirect leads, when that is a wall."""
    location = answer.fields.get(b"location", b"")
    target = join(answer.url, location.decode("utf-8", "replace")) or ""
    sign = f"redirect to {target.partition('?')[0]}"
    if WALLS.search(target) and not WALLS.search(answer.url):
        return Verdict(Block.CAPTCHA, sign)
    if CONSENTS.search(target) and not CONSENTS.search(answer.url):
        return Verdict(Block.CONSENT, sign, weight=2 * _DOOR)
    if LOGINS.search(target) and not LOGINS.search(answer.url):
        return Verdict(Block.LOGIN, sign, shut=False, weight=_DOOR)
    return None


def _by_page(answer: Answer, first: str) -> Verdict | None:
    body = answer.body
    if len(body) > _LONG or not _is_for_readers(answer):
        return None
    # The address before the body: few addresses look like a door.
    if LOGINS.search(answer.url) and b'type="password"' in body:
        led = bool(first) and not LOGINS.search(first)
        return Verdict(
            Block.LOGIN, "password form", shut=False, weight=_DOOR if led else 0.0
        )
    if _links_more_than(_FEW_LINKS, body):
        return None
    title = _title(body)
    found = _by_title(title) if title else None
    if found is None and len(body) <= _SMALL:
        found = _by_marks(body, STRONG) or _by_question(body)
    return None if found and found.shut and _is_wordy(body) else found


def _is_for_readers(answer: Answer) -> bool:
    """Return whether an answer may be shown to a person: no script, no picture."""
    kind = answer.fields.get(b"content-type", b"html").lower()
    return b"html" in kind or b"json" in kind


def _is_wordy(body: bytes) -> bool:
    # By splitting, since an expression takes quadratic time where brackets never close.
    text = body
    for mark, end in ((b"<script", b"</script"), (b"<style", b"</style"), (b"<", b">")):
        first, *rest = text.split(mark)
        text = first + b" ".join(piece.partition(end)[2] for piece in rest)
    return len(b"".join(text.split())) > _FEW_WORDS


def _links_more_than(most: int, body: bytes) -> bool:
    # Stops at the first links of a page, where counting would read all of it.
    at = -1
    for _ in range(most + 1):
        at = body.find(b"<a ", at + 1)
        if at < 0:
            return False
    return True


def _by_refusal(answer: Answer) -> Verdict | None:
    body = answer.body[:_LONG]
    found = _by_marks(body, STRONG)
    if found is None and len(answer.body) <= 2 * _SMALL:
        found = _by_marks(body, WEAK)
    if found is None and (title := _title(body)):
        found = _by_title(title)
    if found is None and answer.status == 401:
        return Verdict(Block.LOGIN, "status 401", shut=False, weight=_DOOR)
    return found


def _title(body: bytes) -> str:
    found = _TITLE.search(body, 0, _HEAD)
    if found is None:
        return ""
    return " ".join(unescape(found[1].decode("utf-8", "replace")).lower().split())


def _by_title(title: str) -> Verdict | None:
    if not ANY_TITLE.fullmatch(title):
        return None
    for pattern, kind, by in TITLES:
        if pattern.fullmatch(title):
            return Verdict(kind, f"title {title!r}", by)
    return None


def _by_marks(body: bytes, signs: tuple[Sign, ...]) -> Verdict | None:
    for sign in signs:
        if sign.mark in body:
            return Verdict(sign.kind, f"mark {sign.mark.decode()}", sign.by)
    return None


def _by_question(body: bytes) -> Verdict | None:
    """Return the wall of a small page that asks one thing only."""
    if b"sitekey" in body and not any(field in body for field in _FIELDS):
        asked = HUMAN.search(body)
        if asked:
            return Verdict(Block.CAPTCHA, f"asks {asked[0].decode('latin-1')!r}")
    if b'aria-modal="true"' in body and PRIVACY.search(body) and b"Accept" in body:
        # The page may well be there, behind the question.
        return Verdict(Block.CONSENT, "modal dialog", shut=False, weight=0.0)
    return None
