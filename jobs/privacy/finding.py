"""All that a home holds of one person, by place; the places are those of the map.

Rows that stand for the person are given whole. Where words only name somebody, as many
may have the name, it is said where, and in which words.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec

from jobs.privacy.map import tables
from jobs.privacy.marks import email_mark
from jobs.privacy.who import Who, signed
from jobs.settings import Settings, all_settings
from lake.sql import current
from lake.tables import TABLES, columns
from ledger import people
from storefront.events.visitors import Visitors

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from jobs.business import Business

Rows = list[dict[str, Any]]
_MOST_TOLD = 1_000
_AROUND = 100
_TOLD = """
SELECT '{column}' AS "column", {where} AS url, regexp_extract({text}, $around) AS words
FROM "{name}" WHERE regexp_matches({text}, $sought)
"""
# Where a row says at what page it was read.
_WHERE = ("url", "source_url", "src_url")
_OWN = {
    "opinions": "author_hash IN (SELECT unnest($authors))",
    "articles": "len(list_intersect(authors, $names)) > 0",
    "shop_events": "visitor IN (SELECT unnest($visitors))"
    " OR session IN (SELECT unnest($days))",
}
_BOOKS = frozenset({"maker", "maker_version", "input_key", "writer", "batch_id"})


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is held of a person, by place; and what only names somebody so."""

    held: dict[str, Rows]
    told: dict[str, Rows]
    settings: tuple[str, ...] = ()

    def pages(self) -> set[str]:
        """Return the pages that the person wrote or signed."""
        return _urls(self.held)

    def naming(self) -> set[str]:
        """Return other pages, which name somebody so: of a name, perhaps another."""
        return _urls(self.told) - self.pages()


def _urls(places: dict[str, Rows]) -> set[str]:
    return {str(row["url"]) for rows in places.values() for row in rows if "url" in row}


def found(business: "Business", who: Who) -> Found:
    """Return what is held of a person."""
    lake = business.lake
    with current(lake) as connection:
        held = dict(_own(connection, who, signed(lake, who.marks.authors)))
        told = dict(_told(connection, who)) if who.is_told else {}
    held |= _seen(business, who) | _in_ledger(business, who)
    return Found(
        held={name: rows for name, rows in held.items() if rows},
        told=told,
        settings=settings_with(business.settings, who),
    )


def _own(
    connection: "DuckDBPyConnection", who: Who, names: tuple[str, ...]
) -> Iterator[tuple[str, Rows]]:
    marks = who.marks
    given = {
        "authors": sorted(marks.authors),
        "names": list(names),
        "visitors": sorted(marks.visitors),
        "days": sorted(marks.days),
    }
    for name, wanted in _OWN.items():
        used = {key: given[key] for key in re.findall(r"\$(\w+)", wanted)}
        asked = f'SELECT * FROM "{name}" WHERE {wanted}'  # noqa: S608 - ours
        if any(used.values()):
            yield f"lake.{name}", _rows(connection, asked, used)


def _told(connection: "DuckDBPyConnection", who: Who) -> Iterator[tuple[str, Rows]]:
    said = re.escape(who.said).replace("\\ ", r"\s+")
    sought = rf"(?is)(^|[^\pL\pN]){said}($|[^\pL\pN])"
    around = rf"(?is).{{0,{_AROUND}}}{said}.{{0,{_AROUND}}}"
    for name, place in tables("lake"):
        has = {column.name for column in columns(name)}
        where = next((f'"{one}"' for one in _WHERE if one in has), "NULL")
        parts = [
            _TOLD.format(column=one, where=where, text=f'"{one}"::VARCHAR', name=name)
            for one in place.told
            if one in has and name in TABLES
        ]
        if parts:
            asked = " UNION ALL ".join(parts) + f" LIMIT {_MOST_TOLD}"
            rows = _rows(connection, asked, {"sought": sought, "around": around})
            if rows:
                yield f"lake.{name}", rows


def _rows(connection: "DuckDBPyConnection", asked: str, named: dict[str, Any]) -> Rows:
    answer = connection.execute(asked, named)
    names = [column[0] for column in answer.description or ()]
    return [
        {
            name: value
            for name, value in zip(names, row, strict=True)
            if name not in _BOOKS and value is not None
        }
        for row in answer.fetchall()
    ]


def _seen(business: "Business", who: Who) -> dict[str, Rows]:
    with closing(Visitors(business.home)) as visitors:
        looks = [
            msgspec.structs.asdict(look)
            for visitor in who.marks.visitors
            for look in visitors.lately(visitor, _MOST_TOLD)
        ]
    return {"events/visitors.db": looks}


def _in_ledger(business: "Business", who: Who) -> dict[str, Rows]:
    home, emails = business.home, who.marks.emails
    with business.ledger.read() as connection:

        def is_theirs(email: str) -> bool:
            return email_mark(home, email) in emails

        numbers = people.users_with(connection, is_theirs)
        held = people.held_of_users(connection, numbers)
        held |= people.held_of_orders(connection, is_theirs, who.marks.visitors)
        held["sessions"] = people.held_of_sessions(connection, who.marks.sessions)
        names = [f"user {number}" for number in numbers]
        acts = people.decided(connection, [*names, who.said])
    return {f"ledger.{name}": rows for name, rows in (*held.items(), *acts.items())}


def settings_with(settings: Settings, who: Who) -> tuple[str, ...]:
    """Return the names of the settings that name a person."""
    if not who.is_told:
        return ()
    named = []
    for one in all_settings():
        value = getattr(getattr(settings, one.section), one.name)
        if not one.secret and who.said.casefold() in str(value).casefold():
            named.append(f"{one.section}.{one.name}")
    return tuple(named)
