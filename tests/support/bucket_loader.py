"""A process that is one home, and loads batches into a lake that others share."""

import subprocess
import sys
from pathlib import Path

from buckets import opened
from lake_writer import rows

from lake.load import load
from lake.spool import Spool


def loading(home: Path, url: str, bucket: str, batches: int) -> subprocess.Popen[bytes]:
    """Start a home that loads so many batches, four at a time."""
    arguments = [str(home), url, bucket, str(batches)]
    return subprocess.Popen([sys.executable, __file__, *arguments])


def _load(home: Path, url: str, bucket: str, batches: int) -> None:
    lake = opened(home, url, bucket)
    spool = Spool(lake.home, "crawl")
    for number in range(batches):
        spool.put(rows(f"{home.name}-{number}"))
        if number % 4 == 3:
            load(lake)


if __name__ == "__main__":
    _load(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
