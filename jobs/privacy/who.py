"""Whom a person means who writes a name, an address, or what a cookie holds.

Ann Reed                        an author, by the name that pages show
ann@example.org                 somebody who runs the shop; and as a name
2026-11.AbC...                  a visitor who agreed, by the cookie `consent`
43 letters and figures          a session, by the cookie `session`
01K9...                         a click, by the sub-id that a network names
16, 12 or 32 bytes in hex       a pseudonym as tables hold it
"""

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from extract.opinions.hiding import author_hash
from jobs.errors import WhoUnclear
from jobs.privacy.marks import EMAIL, Marks, email_mark, name_marks
from jobs.salt import author_salt
from lake.seeking import see_all
from lake.sql import current, scratch
from storefront.events.agreed import pseudonym

if TYPE_CHECKING:
    from lake.store import Lake

_CONSENT = re.compile(r"\d{4}-\d{2}\.[A-Za-z0-9_-]{32}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}")
_CLICK = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_HEX = {
    32: ("authors", "visitors"),  # one form for both, of random bits
    24: ("days",),
    64: ("sessions",),
}
_LONGEST = 500
_SHORTEST = 2
_OF_CLICK = "SELECT session, visitor FROM shop_events WHERE event_id = $id"
_HOSTS = """
SELECT DISTINCT lower(regexp_extract(url, '^[a-z]+://([^/]*@)?([^/:?#]+)', 2))
FROM opinions WHERE author_hash IS NOT NULL
"""
_SIGNED = "SELECT DISTINCT unnest(authors) FROM articles"


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """One person: what stands for him or her, and how texts would say it."""

    said: str
    kind: str
    marks: Marks

    @property
    def is_told(self) -> bool:
        """Whether texts may name this person, as they do no cookie."""
        return self.kind in {"name", "address"}


def who(lake: "Lake", text: str) -> Who:
    """Return whom `text` means in the home of `lake`."""
    said = " ".join(text.split())
    if not _SHORTEST <= len(said) <= _LONGEST or not said.isprintable():
        raise WhoUnclear(
            f"{text[:40]!r} names nobody: give a name, an address such as"
            " ann@example.org, or what a cookie or a network calls somebody"
        )
    if EMAIL.fullmatch(said):
        marks = name_marks(lake.home, said, _hosts(lake))
        marks |= Marks(emails=frozenset({email_mark(lake.home, said)}))
        return Who(said=said, kind="address", marks=marks)
    known = _random(lake, said)
    if known is not None:
        return known
    return Who(said=said, kind="name", marks=name_marks(lake.home, said, _hosts(lake)))


def _random(lake: "Lake", said: str) -> Who | None:
    """Return whom a random name stands for, or None when it is none."""
    if _CONSENT.fullmatch(said):
        marks = Marks(visitors=frozenset({pseudonym(said)}))
        return Who(said=said, kind="visitor", marks=marks)
    if _SESSION.fullmatch(said):
        hashed = sha256(said.encode()).hexdigest()
        return Who(said=said, kind="session", marks=Marks(sessions=frozenset({hashed})))
    if _CLICK.fullmatch(said):
        return Who(said=said, kind="click", marks=_of_click(lake, said))
    if re.fullmatch(r"[0-9a-f]+", said) and len(said) in _HEX:
        lists = {name: frozenset({said}) for name in _HEX[len(said)]}
        return Who(said=said, kind="pseudonym", marks=Marks(**lists))
    return None


def _of_click(lake: "Lake", click: str) -> Marks:
    with current(lake, ["shop_events"]) as connection:
        rows = connection.execute(_OF_CLICK, {"id": click}).fetchall()
    return Marks(
        days=frozenset(day for day, _ in rows if day),
        visitors=frozenset(visitor for _, visitor in rows if visitor),
    )


def _hosts(lake: "Lake") -> list[str]:
    """Return the hosts where opinions were read: a hash is of a name at a host."""
    return _column(lake, _HOSTS)


def signed(lake: "Lake", authors: frozenset[str]) -> tuple[str, ...]:
    """Return the names under articles that stand for one of `authors`, as spelled."""
    if not authors:
        return ()
    salt = author_salt(lake.home)
    names = _column(lake, _SIGNED)
    theirs = {name for name in names if author_hash(name, "", salt) in authors}
    return tuple(sorted(theirs))


def _column(lake: "Lake", asked: str) -> list[str]:
    """Return one column over all rows there are, also those that count no more."""
    with scratch(lake) as connection:
        see_all(connection, lake)
        return [value for (value,) in connection.execute(asked).fetchall() if value]
