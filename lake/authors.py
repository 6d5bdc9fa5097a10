"""What is to be erased of one who wrote, kept on the disk until it is gone.

    author_hash -> opinions -> their keys -> judgements, languages, names, labels
                                         `-> summaries and generated files that use a sentence of theirs

Articles lose the name. Rows made of an opinion know its key alone, which nothing leads to once the opinion is
gone: so the keys are kept in a file first, and the next call goes on with them.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lake.durable import sync_folder, write
from lake.erasing import know
from lake.errors import LakeError
from lake.seeking import Found, see_all, with_generated, with_inputs
from lake.sought import OPINION_KEY, Sought, condition, joined, mention
from lake.sql import scratch
from lake.store import Lake
from lake.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# What was read from the author's pages by an extractor before has another text, and so
# another key: rows of opinions that are no more go as well, from the same pages
_THEIRS = """
CREATE TEMP TABLE _theirs AS
SELECT DISTINCT {key} AS key, url, listing_key FROM opinions WHERE {told}
"""
_SIGNED = "SELECT DISTINCT url FROM articles WHERE {told}"
_STALE = """
SELECT DISTINCT entity_key FROM {table}
WHERE kind = 'opinion' AND url IN (SELECT url FROM _theirs) AND entity_key NOT IN (
    SELECT {key} FROM opinions WHERE url IN (SELECT url FROM _theirs)
)
"""
# and from summaries of the groups that they are about.
_QUOTED = """
WITH theirs AS (
    SELECT group_key FROM enriched_matches
    WHERE entity_key IN (SELECT listing_key FROM _theirs)
), listings AS (
    SELECT entity_key FROM enriched_matches WHERE group_key IN (FROM theirs)
)
SELECT DISTINCT source_key FROM (
    SELECT unnest(outputs).source_key AS source_key FROM enriched_summaries
    WHERE kind = 'group' AND entity_key IN (FROM theirs)
) WHERE source_key NOT IN (
    SELECT {key} FROM opinions WHERE listing_key IN (FROM listings)
)
"""


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """What one wrote: its keys, the URLs it was read at, the files that quote it."""

    sought: Sought
    urls: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # generated ones, below products/
    file_digests: tuple[str, ...] = ()


def seek_author(lake: Lake, whose: Sought) -> Author:
    """Return what the lake holds of an author, and what an earlier call left undone.

    `whose` has the hashes that stand for the author, and names as articles spell them.
    """
    with scratch(lake) as connection:
        see_all(connection, lake)
        sought = whose
        know(connection, sought)
        told = condition("opinions", sought) or "false"
        connection.execute(_THEIRS.format(key=OPINION_KEY, told=told))
        keys = _column(connection, "SELECT key FROM _theirs")
        keys |= _column(connection, _QUOTED.format(key=OPINION_KEY))
        for table in _of_opinions():
            asked = _STALE.format(table=table, key=OPINION_KEY)
            keys |= _column(connection, asked)
        urls = _column(connection, "SELECT url FROM _theirs WHERE url IS NOT NULL")
        if told := mention("articles", sought):
            urls |= _column(connection, _SIGNED.format(told=told))
        sought = msgspec.structs.replace(sought, opinions=tuple(sorted(keys)))
        found = Found(sought=with_inputs(connection, sought), urls=tuple(sorted(urls)))
        found = with_generated(connection, found)
    author = Author(
        sought=found.sought,
        urls=found.urls,
        files=found.files,
        file_digests=found.file_digests,
    )
    return _with_begun(lake.home, author)


def ended(home: Path) -> None:
    """Note that nothing is left to do."""
    path = _file(home)
    path.unlink(missing_ok=True)
    path.with_name(f".{path.name}.tmp").unlink(missing_ok=True)
    sync_folder(path.parent)


def _of_opinions() -> list[str]:
    """Name the tables that have rows made of one opinion."""
    wanted = {"entity_key", "kind", "url"}
    return [
        name
        for name, table in TABLES.items()
        if table.derived and wanted <= {column.name for column in table.columns}
    ]


def _column(connection: "DuckDBPyConnection", asked: str) -> set[str]:
    return {value for (value,) in connection.execute(asked).fetchall()}


def _with_begun(home: Path, found: Author) -> Author:
    path = _file(home)
    if path.exists():
        try:
            begun = msgspec.json.decode(path.read_bytes(), type=Author)
        except msgspec.MsgspecError as error:
            raise LakeError(
                f"{path} says what was being erased, and cannot be read ({error});"
                " remove it and erase that author again"
            ) from error
        lists = {
            name: tuple(sorted({*getattr(begun, name), *getattr(found, name)}))
            for name in ("urls", "files", "file_digests")
        }
        found = Author(sought=joined(begun.sought, found.sought), **lists)
    write(path, msgspec.json.encode(found))
    return found


def _file(home: Path) -> Path:
    return home / "lake" / ".erasing-author.json"
