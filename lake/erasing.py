"""Which rows tell of what is to be erased, by the names of their columns; and without.

A column's name says what it holds, in every table: `input_key` what a row was made from,
`listing_key` a listing, `url` a place. So a table that is added later is erased from as
well. Rows are looked for in the files, not through the views: also what is superseded,
withdrawn or of no committed batch has to go.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec
import pyarrow as pa

from lake.columns import Table
from lake.datafiles import data_files, see
from lake.rewrite import Rewritten, rewritten
from lake.store import Lake
from lake.tables import TABLES, VIEWS, columns, table_or_view

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Rows with such a URL, host or key vanish.
_URLS = ("url", "final_url", "source_url", "src_url", "dst_url")
_HOSTS = ("host", "dst_host")
_KEYS = {
    "input_key": "inputs",
    "listing_key": "listings",
    "entity_key": "groups",
    "group_key": "groups",
    "content_digest": "digests",
    "author_hash": "authors",
}
# What another page says of itself stays, less the URL; so do lists, less those in them.
_BLANKED = ("parent_url", "signup_url")
_THINNED = ("images", "sitemaps")


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be erased: how its URLs and hosts look, and keys of what came of it.

    `groups` are the keys of listings as well as of groups that they were ever in.
    """

    urls: str = ""  # a regular expression for whole URLs; empty: none
    hosts: str = ""
    inputs: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    # Makers whose failed inputs are tried again: why they failed may quote a listing.
    retried: tuple[str, ...] = ()


def know(connection: "DuckDBPyConnection", sought: Sought) -> None:
    """Give `connection` the keys in `sought` as tables."""
    for name in (*dict.fromkeys(_KEYS.values()), "skus", "retried"):
        keys = pa.table({"key": pa.array(getattr(sought, name), pa.string())})
        connection.register("_given", keys)
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "_{name}" AS FROM _given')
        connection.unregister("_given")


def condition(name: str, sought: Sought) -> str:
    """Return which rows of the table `name` vanish, as SQL; empty where none can."""
    terms = [*_places(name, sought), *_keyed(name, sought)]
    return " OR ".join(f"coalesce({term}, false)" for term in terms)


def erased(
    connection: "DuckDBPyConnection", lake: Lake, sought: Sought
) -> Iterator[Rewritten]:
    """Write the files anew that hold what is sought, without it; nobody sees them yet."""
    for name in (*TABLES, *VIEWS):
        files = data_files(lake.table(name))
        uris = uris_of(lake, name)
        with_it = files_with(connection, name, sought, uris)
        holding = [of for of, uri in zip(files, uris, strict=True) if uri in with_it]
        # The files of what is kept of prices are laid out with a meaning of their own.
        groups = [holding] if name in TABLES else [[of] for of in holding]
        for group in filter(None, groups):
            yield rewritten(connection, lake, name, group, _left(name, sought))


def counted(
    connection: "DuckDBPyConnection", lake: Lake, sought: Sought
) -> dict[str, int]:
    """Return how many rows of each table would vanish."""
    found: dict[str, int] = {}
    for name in (*TABLES, *VIEWS):
        gone = condition(name, sought)
        uris = uris_of(lake, name)
        if gone and uris:
            see(connection, "_seen", name, uris)
            asked = f"SELECT count(*) FROM _seen WHERE {gone}"  # noqa: S608 - ours
            (count,) = connection.execute(asked).fetchall()[0]
            found |= {name: count} if count else {}
    return found


def files_with(
    connection: "DuckDBPyConnection", name: str, sought: Sought, uris: Sequence[str]
) -> set[str]:
    """Return which of these files of the table `name` tell of what is sought."""
    terms = [condition(name, sought), *_blanks(name, sought).values()]
    told = " OR ".join(f"coalesce({term}, false)" for term in terms if term)
    if not told or not uris:
        return set()
    found = set()
    for uri in uris:
        # One by one: files of several ages have several sets of columns.
        see(connection, "_seen", name, [uri])
        asked = f"SELECT 1 FROM _seen WHERE {told} LIMIT 1"  # noqa: S608 - ours
        if connection.execute(asked).fetchall():
            found.add(uri)
    return found


def uris_of(lake: Lake, name: str) -> list[str]:
    """Return the addresses of the current files of the table `name`."""
    at = lake.place.table(name)
    return [f"{at.uri}/{file.path}" for file in data_files(lake.table(name))]


def _left(name: str, sought: Sought) -> str:
    """Return the rows of `rows` that stay, as they then are, as SQL."""
    gone = condition(name, sought) or "false"
    replaced = [f'{_blank(c, sought)} AS "{c}"' for c in _blanks(name, sought)]
    shown = f"* REPLACE ({', '.join(replaced)})" if replaced else "*"
    return f"SELECT {shown} FROM rows WHERE NOT ({gone})"  # noqa: S608 - ours


def _blank(column: str, sought: Sought) -> str:
    is_url = f"regexp_full_match(of, {_quoted(sought.urls)}, 's')"
    if column in _THINNED:
        return f'list_filter("{column}", lambda of: NOT {is_url})'
    named = f"regexp_full_match(\"{column}\", {_quoted(sought.urls)}, 's')"
    return f'CASE WHEN {named} THEN NULL ELSE "{column}" END'


def _blanks(name: str, sought: Sought) -> dict[str, str]:
    """Return the columns that may lose a URL, and when each does, as SQL."""
    if not sought.urls:
        return {}
    has = {column.name for column in columns(name)}
    is_url = f"regexp_full_match(of, {_quoted(sought.urls)}, 's')"
    whole = {
        column: f"regexp_full_match(\"{column}\", {_quoted(sought.urls)}, 's')"
        for column in _BLANKED
        if column in has
    }
    lists = {
        column: f'len(list_filter("{column}", lambda of: {is_url})) > 0'
        for column in _THINNED
        if column in has
    }
    return whole | lists


def _places(name: str, sought: Sought) -> Iterator[str]:
    has = {column.name for column in columns(name)}
    for names, pattern in ((_URLS, sought.urls), (_HOSTS, sought.hosts)):
        for column in names:
            if pattern and column in has:
                yield f"regexp_full_match(\"{column}\", {_quoted(pattern)}, 's')"


def _keyed(name: str, sought: Sought) -> Iterator[str]:
    table = table_or_view(name)
    has = {column.name for column in columns(name)}
    for column, keys in _KEYS.items():
        if column in has and getattr(sought, keys):
            yield f'"{column}" IN (FROM "_{keys}")'
    if _is_made_of_listings(table) and sought.groups:
        yield "list_has_any(source_keys, (SELECT list(key) FROM _groups))"
    if name == "catalogue" and sought.skus:
        yield "sku IN (FROM _skus)"
    if name == "made" and sought.retried:
        yield "error IS NOT NULL AND maker IN (FROM _retried)"


def _is_made_of_listings(table: Table) -> bool:
    return any(column.name == "source_keys" for column in table.columns)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
