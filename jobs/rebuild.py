"""Remake what a frontier lost from the lake of its home."""

import time
from pathlib import Path

from crawler.keeping.rebuild import Rebuilt
from crawler.keeping.rebuild import rebuild as rebuilt
from frontier.frontier import Frontier
from jobs.cli.progress import Report
from jobs.settings import Settings
from lake.load import load
from lake.store import Lake


def rebuild(
    home: Path, settings: Settings, frontier: Frontier, report: Report
) -> Rebuilt:
    """Put back into `frontier` what the lake of `home` knows and it does not."""
    lake = Lake.open(home, settings.lake)
    load(lake)
    return rebuilt(lake, frontier, time.time, report)
