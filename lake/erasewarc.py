"""Take forgotten URLs out of the WARC files; bodies that others have as well live on.

Files that hold them are written anew beside the old ones. `bodies` then points to the
new places, and the old files go when readers have seen that.
"""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from lake.bodies import BodyPlace
from lake.datafiles import data_files
from lake.rewrite import replace, rewritten
from lake.seeking import Found
from lake.store import Lake
from lake.warcrewrite import Gone, Heir, files_holding, rewrite

_MOVED = pa.schema(
    [
        ("old_file", pa.string()),
        ("old_offset", pa.int64()),
        ("new_file", pa.string()),
        ("new_offset", pa.int64()),
        ("new_length", pa.int64()),
    ]
)
_LEFT = """
SELECT rows.* REPLACE (
    coalesce(new_file, warc_file) AS warc_file,
    coalesce(new_offset, warc_offset) AS warc_offset,
    coalesce(new_length, warc_length) AS warc_length
)
FROM rows LEFT JOIN _moved ON warc_file = old_file AND warc_offset = old_offset
WHERE new_file IS NOT NULL OR warc_file NOT IN (FROM _replaced)
"""


def files_to_rewrite(lake: Lake, found: Found) -> list[str]:
    """Return the WARC files that hold what was found, or were packed with its help."""
    return files_holding(lake.home, _gone(found), set(found.digests))


def rewrite_warcs(
    connection: duckdb.DuckDBPyConnection, lake: Lake, found: Found, names: list[str]
) -> int:
    """Write these WARC files anew and let `bodies` point into the new ones.

    Return how many rows vanished. Whoever calls this holds the loader's lock.
    """
    heirs = {
        digest: Heir(heir.url, heir.fetched_at, heir.status, heir.content_type)
        for digest, heir in found.heirs.items()
    }
    moved: dict[str, Mapping[int, BodyPlace]] = {}
    for name in names:
        new = rewrite(lake.home, name, _gone(found), heirs, settings=lake.settings)
        moved[name] = new.places
    files = data_files(lake.table("bodies"))
    if files:
        connection.register("_moved", _table(moved))
        connection.register("_replaced", pa.table({"name": pa.array(names)}))
        change = rewritten(connection, lake, "bodies", files, _LEFT)
        replace(lake, [change])
        return change.dropped
    return 0


def _gone(found: Found) -> Gone:
    return Gone(
        urls=frozenset(found.urls),
        hosts=frozenset(found.hosts),
        digests=frozenset(found.sought.digests),
    )


def _table(moved: Mapping[str, Mapping[int, BodyPlace]]) -> pa.Table:
    rows = [
        {
            "old_file": name,
            "old_offset": offset,
            "new_file": place.warc_file,
            "new_offset": place.warc_offset,
            "new_length": place.warc_length,
        }
        for name, places in moved.items()
        for offset, place in places.items()
    ]
    return pa.Table.from_pylist(rows, schema=_MOVED)
