"""`harvestman generate --explain`: what one edition says, and the rows and pages behind it."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec

from jobs.business import Business, business
from jobs.cli.call import Call
from jobs.cli.table import plain, print_table
from jobs.deciding import edition_named, short_key
from jobs.editions import Edition, editions
from jobs.sources import host_of, pages_of
from lake.sql import current

# One fact may rest on all prices of a category.
_MANY, _HOSTS_SHOWN = 2, 4
_WORK = """
SELECT work FROM generated_works WHERE generated_key = $key AND digest = $digest
ORDER BY ingested_at DESC, input_key LIMIT 1
"""
_FACTS = """
SELECT DISTINCT chapter, said, of_table, of_column, way, form, currency, source_keys
FROM generated_facts WHERE generated_key = $key AND digest = $digest
"""


class Chapter(msgspec.Struct, frozen=True):
    """One chapter as it was kept."""

    name: str
    title: str
    blocks: msgspec.Raw


class Told(msgspec.Struct, frozen=True):
    """What was kept of a work, as far as it is shown."""

    subtitle: str = ""
    chapters: list[Chapter] = []
    sources: list[dict[str, Any]] = []


def explain(call: Call, key: str) -> None:
    """Show each fact of the edition that `key` names, chapter by chapter."""
    with business(call.home, call.settings) as open_:
        found = editions(open_)
        edition = edition_named(found, key)
        told, facts = _kept(open_, edition)
    if call.json:
        call.answer(_answer(edition, told, facts), "")
        return
    print(plain(f"{edition.name} ({edition.kind}, {short_key(found, edition)})"))
    said = (
        f"edition {edition.digest[:12]} of {edition.as_of or 'no day'}: {edition.state}"
    )
    print(plain(f"{said}. {edition.reason or ''}"))
    if not facts:
        print("What it says was not kept: it was made before that was done.")
        return
    sources = [(one["host"], one["pages"], one["read_on"]) for one in told.sources]
    print_table(("source", "pages", "read on"), sources, frozenset({"pages"}))
    for chapter, of in groupby(facts, lambda one: one["chapter"]):
        _print_chapter(_titled(told, chapter), list(of))


def _kept(open_: Business, edition: Edition) -> tuple[Told, list[dict[str, Any]]]:
    named = {"key": edition.generated_key, "digest": edition.digest}
    with current(open_.lake) as connection:
        works = connection.execute(_WORK, named).fetchall()
        facts = connection.sql(_FACTS, params=named).to_arrow_table().to_pylist()
        pages = pages_of(connection, [key for one in facts for key in _keys(one)])
    told = msgspec.json.decode(works[0][0], type=Told) if works else Told()
    for one in facts:
        urls = {url for key in _keys(one) for url in pages.get(key, ())}
        one |= {"rows": len(_keys(one)), "pages": sorted(urls)}
    return told, sorted(facts, key=lambda one: _place(told, one))


def _keys(fact: dict[str, Any]) -> list[str]:
    return fact["source_keys"] or []


def _place(told: Told, fact: dict[str, Any]) -> tuple[int, int, str, str]:
    """Return where a fact is read: what stands before the chapters comes first."""
    for number, chapter in enumerate(told.chapters, 1):
        if chapter.name == fact["chapter"]:
            at = bytes(chapter.blocks).find(msgspec.json.encode(fact["said"]))
            return number, at, fact["of_table"], fact["of_column"]
    return 0, 0, fact["said"], fact["of_column"]


def _answer(
    edition: Edition, told: Told, facts: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "generated_key": edition.generated_key,
        "digest": edition.digest,
        "kind": edition.kind,
        "title": edition.title,
        "as_of": edition.as_of,
        "state": edition.state,
        "reason": edition.reason,
        "faults": edition.faults,
        "sources": told.sources,
        "facts": facts,
    }


def _titled(told: Told, name: str | None) -> str:
    titles = {chapter.name: chapter.title for chapter in told.chapters}
    return titles.get(name or "", name or "") or "Title and opening"


def _print_chapter(title: str, facts: Sequence[dict[str, Any]]) -> None:
    print()
    print(plain(title))
    rows = [
        (
            one["said"],
            f"{one['of_table']}.{one['of_column']}",
            one["way"],
            one["rows"],
            _shown(one["pages"]),
        )
        for one in facts
    ]
    names = ("said", "column", "way", "rows", "read from")
    print_table(names, rows, frozenset({"rows"}))


def _shown(pages: Sequence[str]) -> str:
    """Return one page whole, and of the others their hosts."""
    if len(pages) < _MANY:
        return " ".join(pages)
    hosts = list(dict.fromkeys(map(host_of, pages[1:])))
    others = ", ".join(hosts[:_HOSTS_SHOWN])
    also = ", ..." if len(hosts) > _HOSTS_SHOWN else ""
    return f"{pages[0]} and {len(pages) - 1:,} more of {others}{also}"
