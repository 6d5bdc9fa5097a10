"""Follow a URL or a host through the lake: keys of all that was made from it.

    pages -> input_key -> products, offers -> listing_key -> matches -> group_key
                                    scores, generated, catalogue <-'

Gathered once, before anything is erased: afterwards nothing leads from one to the next.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from lake.datafiles import see
from lake.erasing import Sought, condition, know, uris_of
from lake.keys import input_key
from lake.sought import ARTICLE_KEY, CATEGORY_KEY, OPINION_KEY, joined
from lake.sql import scratch
from lake.store import Lake
from lake.tables import TABLES, columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A shorter title says nothing that would be found in an error text by its own.
_SHORTEST_WORDS = 8
_MOST_MENTIONS = 20


class Heir(msgspec.Struct, frozen=True):
    """The newest page that has a body as well."""

    url: str
    fetched_at: datetime
    status: int
    content_type: str = ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """All that a lake holds of what is to be forgotten."""

    sought: Sought = Sought()
    urls: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()  # of all its bodies, also of those that others have
    heirs: dict[str, Heir] = {}
    files: tuple[str, ...] = ()  # generated ones, below products/
    file_digests: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # titles
    mentions: tuple[str, ...] = ()  # some of the pages elsewhere that link there


def seek(lake: Lake, urls: str, hosts: str) -> Found:
    """Return what `lake` holds of these URLs and hosts, given as regular expressions."""
    sought = Sought(urls=urls, hosts=hosts)
    with scratch(lake) as connection:
        see_all(connection, lake)
        found = _bodies(connection, _pages(connection, Found(sought=sought)))
        found = _words(connection, _listings(connection, found))
        found = _groups(connection, _opinions(connection, found))
        found = _mentions(connection, found)
        return _failures(connection, with_generated(connection, found))


def merged(one: Found, other: Found) -> Found:
    """Return what both found; a body is given up only where neither found an heir."""
    heirs = {**one.heirs, **other.heirs}
    sought = joined(one.sought, other.sought)
    own = tuple(key for key in sought.digests if key not in heirs)
    lists = {
        name: _sorted({*getattr(one, name), *getattr(other, name)})
        for name in ("urls", "hosts", "digests", "files", "file_digests", "words")
    }
    return Found(
        sought=msgspec.structs.replace(sought, digests=own),
        heirs=heirs,
        mentions=one.mentions or other.mentions,
        **lists,
    )


def see_all(connection: "DuckDBPyConnection", lake: Lake) -> None:
    """Let every row of every table be seen in `connection`, also what counts no more."""
    for name in TABLES:
        _see(connection, name, uris_of(lake, name))


def _see(connection: "DuckDBPyConnection", name: str, uris: list[str]) -> None:
    if uris:
        see(connection, name, name, uris)
    else:
        shown = ", ".join(f'NULL AS "{column.name}"' for column in columns(name))
        connection.execute(f'CREATE TEMP VIEW "{name}" AS SELECT {shown} WHERE false')


def _pages(connection: "DuckDBPyConnection", found: Found) -> Found:
    rows = _told(
        connection,
        "pages",
        "url_key, content_digest, url, coalesce(final_url, url), host",
        found.sought,
    )
    inputs = {input_key(row[0], row[1]) for row in rows if row[1]}
    hosts = {row[4] for row in rows} if found.sought.hosts else set[str]()
    for name in ("fetches", "robots") if found.sought.hosts else ():
        hosts |= {host for (host,) in _told(connection, name, "host", found.sought)}
    return msgspec.structs.replace(
        found,
        sought=msgspec.structs.replace(found.sought, inputs=_sorted(inputs)),
        urls=_sorted({url for row in rows for url in row[2:4]}),
        hosts=_sorted(hosts),
        digests=_sorted({row[1] for row in rows if row[1]}),
    )


_SHARED = """
SELECT content_digest, arg_max(coalesce(final_url, url), fetched_at),
    max(fetched_at),
    -- What 304 confirms came with 200.
    arg_max(CASE status WHEN 304 THEN 200 ELSE status END, fetched_at),
    coalesce(arg_max(content_type, fetched_at), '')
FROM pages
WHERE content_digest IN (FROM _digests) AND NOT ({gone})
GROUP BY content_digest
"""


def _bodies(connection: "DuckDBPyConnection", found: Found) -> Found:
    """Tell bodies that nobody else has from those that live on under another URL."""
    know(connection, Sought(digests=found.digests))
    gone = condition("pages", msgspec.structs.replace(found.sought, digests=()))
    # As Arrow: DuckDB makes Python's times with a package that we do not need.
    answer = connection.sql(_SHARED.format(gone=gone or "false")).to_arrow_table()
    rows = zip(*(column.to_pylist() for column in answer.columns), strict=True)
    heirs = {digest: Heir(*of) for digest, *of in rows}
    own = {digest for digest in found.digests if digest not in heirs}
    sought = msgspec.structs.replace(found.sought, digests=_sorted(own))
    return msgspec.structs.replace(found, sought=sought, heirs=heirs)


def _listings(connection: "DuckDBPyConnection", found: Found) -> Found:
    """Find the listings that were read there, and whatever else was made of a page."""
    know(connection, found.sought)
    inputs, listings = set(found.sought.inputs), set[str]()
    for name in _derived("listing_key"):
        for key, listing in _told(
            connection, name, "input_key, listing_key", found.sought
        ):
            inputs.add(key)
            listings.add(listing)
    sought = msgspec.structs.replace(
        found.sought,
        inputs=_sorted(inputs),
        listings=_sorted(listings),
        groups=_sorted(listings),
    )
    return msgspec.structs.replace(found, sought=sought)


def _opinions(connection: "DuckDBPyConnection", found: Found) -> Found:
    """Find the keys of opinions, articles, programmes: rows made of them go by those."""
    know(connection, found.sought)
    asked = (
        ("opinions", OPINION_KEY),
        ("articles", ARTICLE_KEY),
        ("programmes", "programme_key"),
    )
    keys = {
        key
        for name, of in asked
        for (key,) in _told(connection, name, of, found.sought)
    }
    sought = msgspec.structs.replace(found.sought, opinions=_sorted(keys))
    return msgspec.structs.replace(found, sought=sought)


def _words(connection: "DuckDBPyConnection", found: Found) -> Found:
    know(connection, found.sought)
    asked = (("products", "title"), ("contents", "title"), ("articles", "headline"))
    rows = [
        row for table, of in asked for row in _told(connection, table, of, found.sought)
    ]
    words = {text for (text,) in rows if text and len(text) >= _SHORTEST_WORDS}
    return msgspec.structs.replace(found, words=_sorted(words))


_CATEGORIES = """
SELECT {key} FROM products WHERE {told} EXCEPT SELECT {key} FROM products WHERE NOT ({told})
"""


def _groups(connection: "DuckDBPyConnection", found: Found) -> Found:
    """Find the groups of the listings, and what the rows were made from."""
    sought = found.sought
    groups = set(sought.groups)
    for name in _derived("group_key"):
        groups |= {key for (key,) in _told(connection, name, "group_key", sought)}
    if told := condition("products", sought):
        asked = _CATEGORIES.format(key=CATEGORY_KEY, told=told)
        groups |= {key for (key,) in connection.execute(asked).fetchall() if key}
    sought = msgspec.structs.replace(sought, groups=_sorted(groups))
    sought = with_inputs(connection, sought)
    skus = _sorted({sku for (sku,) in _told(connection, "catalogue", "sku", sought)})
    sought = msgspec.structs.replace(sought, skus=skus)
    return msgspec.structs.replace(found, sought=sought)


def with_inputs(connection: "DuckDBPyConnection", sought: Sought) -> Sought:
    """Add what the rows were made from: their books go, so they can be made again."""
    know(connection, sought)
    inputs = set(sought.inputs)
    for name in _derived("entity_key"):
        inputs |= {key for (key,) in _told(connection, name, "input_key", sought)}
    return msgspec.structs.replace(sought, inputs=_sorted(inputs))


def with_generated(connection: "DuckDBPyConnection", found: Found) -> Found:
    """Add the files that were generated from what was found, and their books."""
    know(connection, found.sought)
    rows = _told(connection, "generated", "input_key, path, digest", found.sought)
    inputs = {*found.sought.inputs, *(row[0] for row in rows)}
    return msgspec.structs.replace(
        found,
        sought=msgspec.structs.replace(found.sought, inputs=_sorted(inputs)),
        files=_sorted({row[1] for row in rows if row[1]}),
        file_digests=_sorted({row[2] for row in rows if row[2]}),
    )


_MENTIONS = """
SELECT DISTINCT src_url FROM links
WHERE regexp_full_match(dst_url, $urls, 's')
    AND NOT regexp_full_match(src_url, $urls, 's')
ORDER BY 1 LIMIT {most}
"""


def _mentions(connection: "DuckDBPyConnection", found: Found) -> Found:
    """Name pages elsewhere whose bodies hold such a URL: they stay as they are."""
    asked = _MENTIONS.format(most=_MOST_MENTIONS)
    rows = connection.execute(asked, {"urls": found.sought.urls}).fetchall()
    return msgspec.structs.replace(found, mentions=tuple(url for (url,) in rows))


_FAILED = """
SELECT DISTINCT maker FROM made WHERE error IS NOT NULL AND maker NOT IN (
    SELECT maker FROM made WHERE input_key IN (FROM _pages_inputs)
)
"""


def _failures(connection: "DuckDBPyConnection", found: Found) -> Found:
    """Name the makers that do not read pages: which listing a failure quotes is unknown."""
    if not found.sought.listings:
        return found
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE _pages_inputs AS"
        " SELECT DISTINCT input_key AS key FROM products"
    )
    makers = connection.execute(_FAILED).fetchall()
    retried = _sorted({maker for (maker,) in makers})
    sought = msgspec.structs.replace(found.sought, retried=retried)
    return msgspec.structs.replace(found, sought=sought)


def _derived(column: str) -> Iterator[str]:
    """Name the derived tables that have a column."""
    for name, table in TABLES.items():
        if table.derived and column in {one.name for one in table.columns}:
            yield name


def _told(
    connection: "DuckDBPyConnection", name: str, shown: str, sought: Sought
) -> list[tuple[Any, ...]]:
    """Return, each once, what the rows of `name` say that tell of what is sought."""
    told = condition(name, sought)
    if not told:
        return []
    asked = f"SELECT DISTINCT {shown} FROM {name} WHERE {told}"  # noqa: S608 - ours
    return connection.execute(asked).fetchall()


def _sorted(keys: set[Any]) -> tuple[Any, ...]:
    return tuple(sorted(key for key in keys if key is not None))
