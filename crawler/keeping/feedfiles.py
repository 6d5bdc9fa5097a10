"""Feeds that cannot be written are refused before the first page, not at its first item.

Scrapy opens a feed when there is something to put in. An exporter that refuses then
costs the items of a whole crawl, one error in the log for each.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawler.errors import BadSetting


def refuse_full_files(feeds: Mapping[Any, Mapping[str, Any]]) -> None:
    """Refuse a Parquet feed that would have to be appended to a file of this machine."""
    for feed, options in feeds.items():
        path = Path(str(feed).removeprefix("file://"))
        if options.get("format") != "parquet" or options.get("overwrite"):
            continue
        if path.is_file() and path.stat().st_size:
            raise full_file(str(path))


def full_file(name: str) -> BadSetting:
    """Return what is said of a Parquet file that holds something."""
    return BadSetting(
        f"{name} exists, and a Parquet file cannot be appended to; use -O in place of"
        " -o, or 'overwrite': True"
    )
