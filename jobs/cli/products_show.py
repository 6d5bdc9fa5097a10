"""`harvestman products show`: one product with all its editions and what became of them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from jobs.business import Business, business
from jobs.cli.amounts import counted
from jobs.cli.call import Call, with_call
from jobs.cli.table import plain, print_table
from jobs.deciding import product_named, short_key
from jobs.editions import Edition, editions
from jobs.sources import host_of, pages_of
from lake.sql import current
from ledger.approvals import decisions

_STATES = """
SELECT digest, status AS state, maker AS who, reason, ingested_at AS said_at
FROM generated WHERE generated_key = $key
ORDER BY ingested_at, input_key
"""
# Only of one edition: a home may have thousands, each of a thousand rows.
_SOURCES = """
SELECT unnest(source_keys) FROM (
    SELECT source_keys FROM generated WHERE generated_key = $key AND digest = $digest
    ORDER BY ingested_at DESC, input_key LIMIT 1)
"""
_HOSTS_SHOWN = 8


@click.command(
    epilog="""\b
Examples:
  harvestman products show ab12cd34
  harvestman products show ab12cd34 --json"""
)
@click.argument("key", metavar="KEY")
@with_call()
def show(call: Call, key: str) -> None:
    """Show the editions of a product, what became of each and why, and its sources."""
    with business(call.home, call.settings) as open_:
        found = editions(open_)
        mine = product_named(found, key)
        told = _facts(open_, mine)
    if call.json:
        call.answer(told, "")
        return
    newest = mine[0]
    print(plain(f"{newest.name} ({newest.kind}, {short_key(found, newest)})"))
    print_table(
        ("edition", "as of", "state", "quality", "files"),
        map(_edition, told["editions"]),
    )
    _print_story(told["story"])
    _print_faults(newest)
    _print_sources(told["sources"])


def _facts(open_: Business, mine: Sequence[Edition]) -> dict[str, Any]:
    newest = mine[0]
    named = {"key": newest.generated_key, "digest": newest.digest}
    with current(open_.lake) as connection:
        asked = connection.sql(_STATES, params={"key": newest.generated_key})
        states = asked.to_arrow_table().to_pylist()
        keys = [key for (key,) in connection.execute(_SOURCES, named).fetchall()]
        pages = pages_of(connection, keys)
    urls = sorted({url for of in pages.values() for url in of})
    files = _files(open_.home / "products")
    return {
        "generated_key": newest.generated_key,
        "kind": newest.kind,
        "title": newest.title,
        "editions": [_one(edition, files) for edition in mine],
        "story": _story(states, _decided(open_, newest.generated_key)),
        "faults": newest.faults,
        "sources": {
            "keys": len(keys),
            "pages": urls,
            "hosts": dict(Counter(map(host_of, urls)).most_common()),
        },
    }


def _one(edition: Edition, files: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "digest": edition.digest,
        "as_of": edition.as_of,
        "state": edition.state,
        "reason": edition.reason,
        "quality": edition.quality,
        "made_at": edition.made_at,
        "faults": len(edition.faults),
        "files": files.get(_stem(edition.path or ""), []),
    }


def _files(folder: Path) -> dict[str, list[str]]:
    """Return the files that are there by what their forms have in common."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.*")):
        name = str(path.relative_to(folder))
        found[_stem(name)].append(f"products/{name}")
    return found


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _decided(open_: Business, key: str) -> list[dict[str, Any]]:
    with open_.ledger.read() as connection:
        every = decisions(connection)
    return [
        {
            "digest": one.digest,
            "state": one.verdict,
            "who": one.actor,
            "reason": one.reason,
            "said_at": one.decided_at,
        }
        for one in every
        if one.generated_key == key
    ]


def _story(
    states: list[dict[str, Any]], decided: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return what happened in its order; what a stage says after a verdict is left out."""
    verdicts = {(one["digest"], one["state"]) for one in decided}
    own = [one for one in states if (one["digest"], one["state"]) not in verdicts]
    beginning = datetime.min.replace(tzinfo=UTC)
    return sorted([*own, *decided], key=lambda one: one["said_at"] or beginning)


def _edition(one: dict[str, Any]) -> tuple[object, ...]:
    quality = None if one["quality"] is None else f"{one['quality']:.2f}"
    files = ", ".join(one["files"])
    return one["digest"][:12], one["as_of"], one["state"], quality, files


def _print_story(story: Sequence[dict[str, Any]]) -> None:
    rows = [
        (
            f"{one['said_at']:%Y-%m-%d %H:%M}",
            (one["digest"] or "all")[:12],
            one["state"],
            one["who"],
            one["reason"],
        )
        for one in story
    ]
    print()
    print_table(("when (UTC)", "edition", "state", "by", "why"), rows)


def _print_faults(newest: Edition) -> None:
    if not newest.faults:
        return
    print(
        f"\nWhat keeps the newest edition back: {counted(len(newest.faults), 'fault')}"
    )
    names = ("rule", "chapter", "said", "why")
    print_table(names, [[one[name] for name in names] for one in newest.faults])


def _print_sources(sources: dict[str, Any]) -> None:
    hosts = list(sources["hosts"].items())
    shown = ", ".join(f"{host} ({pages})" for host, pages in hosts[:_HOSTS_SHOWN])
    named = f": {shown}" if shown else ""
    more = len(hosts) - _HOSTS_SHOWN
    also = f" and {counted(more, 'more host')}" if more > 0 else ""
    pages = counted(len(sources["pages"]), "page")
    print()
    print(plain(f"Sources: {pages} of {counted(len(hosts), 'host')}{named}{also}"))
