"""WARC files that no row of `bodies` names: what a crash or erasing has left over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from lake.datafiles import data_files, rows_in
from lake.spoolfile import read
from lake.sql import scratch
from lake.store import Lake
from lake.waiting import pending
from lake.warcrewrite import orphans

# A crawl names the records of its file only when it next flushes its rows.
_IN_FLIGHT = timedelta(days=1)


def unnamed_warc_files(lake: Lake, shown: set[int], now: datetime) -> list[Path]:
    """Return the WARC files that can go; none while a spool file is set aside.

    `shown` are the versions of `bodies` that are in use beside the newest.
    """
    if any((lake.home / "spool").glob("*.bad")):
        return []
    named = {*_named(lake, shown), *_waiting(lake)}
    days = max(timedelta(days=lake.settings.history_days), _IN_FLIGHT)
    before = (now - days).timestamp()
    paths = (lake.home / "warc" / name for name in orphans(lake.home, named))
    return [path for path in paths if path.stat().st_mtime < before]


def _named(lake: Lake, shown: set[int]) -> set[str]:
    at = lake.place.table("bodies")
    tables = [lake.table("bodies", version) for version in (None, *shown)]
    uris = {f"{at.uri}/{file.path}" for table in tables for file in data_files(table)}
    if not uris:
        return set()
    with scratch(lake) as connection:
        asked = f"{rows_in('bodies', sorted(uris))} SELECT DISTINCT warc_file"
        return {name for (name,) in connection.execute(asked).fetchall()}


def _waiting(lake: Lake) -> Iterator[str]:
    for path in pending(lake.home):
        bodies = read(path).rows.get("bodies")
        if bodies is not None:
            yield from bodies.column("warc_file").to_pylist()
